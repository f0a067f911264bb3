// The city's figures of a period, and where its cases stand now; kept up to date.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/ledger.ts'
import { readDirectory } from '@shirong/shared/directory.ts'
import { listen } from '@shirong/shared/live.ts'
import { today } from '@shirong/shared/times.ts'
import { ref, shallowRef, watch, type Ref } from 'vue'
import { periodOf, weeksBefore, type Period, type PeriodName } from './periods'

type Schemas = components['schemas']
export type Statistics = Awaited<ReturnType<typeof readStatistics>>
export type Standing = Schemas['Standing']
export type Definition = Schemas['DefinitionView']
export type RankedBy = 'closure_rate' | 'on_time_rate' | 'handling_rate' | 'rework_rate' | 'overdue'
export type By = 'district' | 'street' | 'organisation' | 'category'

const WEEKS = 8

export function readStatistics(by: By, period: Period, rankBy?: RankedBy) {
  const query = { by, ...period, compare: true, ...(rankBy && { rank_by: rankBy }) }
  return done(api.GET('/api/ledger/statistics', { params: { query } }))
}

/** The total of each of the last weeks, the earliest first. */
export async function readTrend(): Promise<{ period: Period; total: Schemas['Row'] }[]> {
  return Promise.all(
    weeksBefore(today(), WEEKS).map(async (period) => {
      const query = { by: 'district' as const, ...period }
      const { total } = await done(api.GET('/api/ledger/statistics', { params: { query } }))
      return { period, total }
    }),
  )
}

export function useCity(name: Ref<PeriodName>) {
  /** By the responsible organisation's district, and by the reporter's street. */
  const worked = shallowRef<Statistics | null>(null)
  const reported = shallowRef<Statistics | null>(null)
  const standing = shallowRef<Standing[]>([])
  const definitions = shallowRef<ReadonlyMap<string, Definition>>(new Map())
  const error = ref<unknown>(null)
  const changes = ref(0)
  let reading = 0

  async function read(): Promise<void> {
    const turn = ++reading
    const period = periodOf(name.value, today())
    try {
      const [one, other, now] = await Promise.all([
        readStatistics('district', period),
        readStatistics('street', period),
        done(api.GET('/api/ledger/statistics/standing', { params: { query: { by: 'street' } } })),
        readDirectory(),
        readDefinitions(),
      ])
      if (turn !== reading) return
      worked.value = one
      reported.value = other
      standing.value = now
      error.value = null
    } catch (refused) {
      if (turn === reading) error.value = refused
    }
  }

  async function readDefinitions(): Promise<void> {
    if (definitions.value.size > 0) return
    const listed = await done(api.GET('/api/ledger/statistics/definitions'))
    definitions.value = new Map(listed.map((each) => [each.code, each]))
  }

  watch(name, () => void read(), { immediate: true })

  let soon: ReturnType<typeof setTimeout> | undefined
  listen('/api/ledger/table/live', () => {
    clearTimeout(soon)
    soon = setTimeout(() => {
      changes.value += 1
      void read()
    }, 300)
  })

  return { worked, reported, standing, definitions, error, changes, read }
}
