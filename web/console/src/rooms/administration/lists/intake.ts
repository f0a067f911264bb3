// Lists that intake keeps: categories and what maps to them, routing rules, other names.
import { api, done, doneWith } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/intake.ts'
import { list, replacing, versionOf } from './list'

type Schemas = components['schemas']

export const categories = list<Schemas['CategoryBody']>({
  name: 'categories',
  removable: true,
  key: (row) => String(row.code),
  fresh: () => ({ code: '', level: 2, name: '', name_en: '', scheme: '', keywords: [] }),
  columns: [
    { field: 'code', kind: 'text', required: true, length: 40, width: 8 },
    { field: 'level', kind: 'number', required: true, min: 1, max: 4, width: 4 },
    { field: 'name', kind: 'text', required: true, length: 120, width: 16 },
    { field: 'name_en', kind: 'text', length: 200, width: 22, empty: '' },
    { field: 'parent_code', kind: 'category' },
    { field: 'scheme', kind: 'text', required: true, length: 60, width: 16 },
    { field: 'keywords', kind: 'words', width: 28 },
  ],
  read: async () => {
    const { data, headers } = await doneWith(api.GET('/api/intake/categories'))
    return { rows: data.categories, version: versionOf(headers) }
  },
  write: (rows, version) =>
    done(
      api.PUT('/api/intake/categories', {
        headers: replacing(version),
        body: { categories: rows },
      }),
    ),
})

export const mappings = list<Schemas['MappingBody']>({
  name: 'mappings',
  removable: true,
  key: (row) => `${row.scheme} ${row.code}`,
  fresh: () => ({ scheme: '', code: '', name: '', to_code: null, basis: '' }),
  columns: [
    { field: 'scheme', kind: 'text', required: true, length: 60, width: 16 },
    { field: 'code', kind: 'text', required: true, length: 40, width: 8 },
    { field: 'name', kind: 'text', required: true, length: 120, width: 18 },
    { field: 'to_code', kind: 'category' },
    { field: 'basis', kind: 'text', length: 1000, width: 36, empty: '' },
  ],
  read: async () => {
    const { data, headers } = await doneWith(api.GET('/api/intake/category-mappings'))
    return { rows: data.mappings, version: versionOf(headers) }
  },
  write: (rows, version) =>
    done(
      api.PUT('/api/intake/category-mappings', {
        headers: replacing(version),
        body: { mappings: rows },
      }),
    ),
})

export const routing = list<Schemas['RuleBody']>({
  name: 'routing',
  removable: true,
  key: (row) =>
    [
      row.priority,
      row.category_prefix,
      row.area_code,
      row.source,
      row.organisation_code,
      row.valid_from,
    ].join(' '),
  fresh: () => ({
    priority: 100,
    category_prefix: '',
    source: '',
    organisation_code: '',
    note: '',
  }),
  columns: [
    { field: 'priority', kind: 'number', required: true, min: 0, max: 1_000_000, width: 6 },
    { field: 'category_prefix', kind: 'category', empty: '' },
    { field: 'area_code', kind: 'organisation' },
    { field: 'source', kind: 'text', length: 40, width: 8, empty: '' },
    { field: 'organisation_code', kind: 'organisation', required: true },
    { field: 'valid_from', kind: 'date' },
    { field: 'valid_until', kind: 'date' },
    { field: 'note', kind: 'text', length: 1000, width: 30, empty: '' },
  ],
  read: async () => {
    const { data, headers } = await doneWith(api.GET('/api/intake/routing-rules'))
    return { rows: data.rules, version: versionOf(headers) }
  },
  write: (rules, version) =>
    done(api.PUT('/api/intake/routing-rules', { headers: replacing(version), body: { rules } })),
})

export const aliases = list<Schemas['Alias']>({
  name: 'aliases',
  removable: true,
  key: (row) => String(row.name),
  fresh: () => ({ name: '', organisation_code: '' }),
  columns: [
    { field: 'name', kind: 'text', required: true, length: 120, width: 24 },
    { field: 'organisation_code', kind: 'organisation', required: true },
  ],
  read: async () => {
    const { data, headers } = await doneWith(api.GET('/api/intake/organisation-aliases'))
    return { rows: data.aliases, version: versionOf(headers) }
  },
  write: (rows, version) =>
    done(
      api.PUT('/api/intake/organisation-aliases', {
        headers: replacing(version),
        body: { aliases: rows },
      }),
    ),
})
