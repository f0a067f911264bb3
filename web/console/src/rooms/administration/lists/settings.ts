// Lists of the other services: limits of cases, how long files are kept, who is told what.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components as Dispatch } from '@shirong/shared/api/schema/dispatch.ts'
import type { components as Media } from '@shirong/shared/api/schema/media.ts'
import type { components as Notice } from '@shirong/shared/api/schema/notice.ts'
import { shallowRef } from 'vue'
import { withoutFields } from '../../notices/places'
import {
  concerned,
  conditionCalled,
  facts,
  languages,
  modes,
  ofWhom,
  retained,
  retainedStates,
  urgencies,
} from './choices'
import { list, replacing } from './list'

export const limits = list<Dispatch['schemas']['LimitBody']>({
  name: 'limits',
  removable: true,
  key: (row) => `${row.category_code} ${row.mode}`,
  fresh: () => ({ category_code: '', mode: 'general', working_days: 7, hours: null }),
  columns: [
    { field: 'category_code', kind: 'category', required: true },
    { field: 'mode', kind: 'choice', required: true, choices: modes },
    { field: 'working_days', kind: 'number', min: 1, max: 250, width: 8 },
    { field: 'hours', kind: 'number', min: 1, max: 8760, width: 8 },
  ],
  read: async () => {
    const { limits: rows, version } = await done(api.GET('/api/dispatch/limits'))
    return { rows, version }
  },
  write: (rows, version) =>
    done(api.PUT('/api/dispatch/limits', { headers: replacing(version), body: { limits: rows } })),
})

export const retention = list<Media['schemas']['RuleBody']>({
  name: 'retention',
  removable: true,
  key: (row) => `${row.kind} ${row.state}`,
  fresh: () => ({ kind: 'picture', state: 'rejected', days: 365 }),
  columns: [
    { field: 'kind', kind: 'choice', required: true, choices: retained },
    { field: 'state', kind: 'choice', required: true, choices: retainedStates },
    { field: 'days', kind: 'number', min: 0, max: 36_500, width: 8 },
  ],
  read: async () => {
    const { rules: rows, version } = await done(api.GET('/api/media/retention-rules'))
    return { rows, version }
  },
  write: (rules, version) =>
    done(api.PUT('/api/media/retention-rules', { headers: replacing(version), body: { rules } })),
})

const kinds = shallowRef<Notice['schemas']['KindView'][]>([])
const kindsOfNotices = () =>
  kinds.value.map((each) => ({ value: each.kind, label: withoutFields(each.title) }))

export const noticeRules = list<Notice['schemas']['RuleBody']>({
  name: 'notice-rules',
  removable: true,
  key: (row) => [row.kind, row.event, row.when, row.to, row.of].join(' '),
  fresh: () => ({
    kind: '',
    event: '',
    when: '',
    to: 'handler',
    of: 'responsible',
    urgency: 'normal',
  }),
  columns: [
    { field: 'kind', kind: 'choice', required: true, choices: kindsOfNotices },
    { field: 'event', kind: 'choice', required: true, choices: facts },
    { field: 'when', kind: 'text', length: 80, width: 16, empty: '', called: conditionCalled },
    { field: 'to', kind: 'choice', required: true, choices: concerned },
    { field: 'of', kind: 'choice', choices: ofWhom, empty: '' },
    { field: 'urgency', kind: 'choice', required: true, choices: urgencies },
  ],
  read: async () => {
    const [{ rules: rows, version }, told] = await Promise.all([
      done(api.GET('/api/notice/rules')),
      done(api.GET('/api/notice/kinds')),
    ])
    kinds.value = told
    return { rows, version }
  },
  write: (rules, version) =>
    done(api.PUT('/api/notice/rules', { headers: replacing(version), body: { rules } })),
})

export const templates = list<Notice['schemas']['TemplateBody']>({
  name: 'templates',
  removable: false,
  key: (row) => `${row.kind} ${row.language}`,
  fresh: () => ({ kind: '', language: 'zh', title: '', body: '' }),
  columns: [
    { field: 'kind', kind: 'text', required: true, length: 40, width: 20 },
    { field: 'language', kind: 'choice', required: true, choices: languages },
    { field: 'title', kind: 'text', required: true, length: 200, width: 30 },
    { field: 'body', kind: 'long', length: 2000, width: 44, empty: '' },
  ],
  read: async () => {
    const { templates: rows, version } = await done(api.GET('/api/notice/templates'))
    return { rows, version }
  },
  write: (rows, version) =>
    done(
      api.PUT('/api/notice/templates', { headers: replacing(version), body: { templates: rows } }),
    ),
})
