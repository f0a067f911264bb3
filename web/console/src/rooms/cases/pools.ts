// The pools in which cases wait for somebody, soonest due first.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components as Closure } from '@shirong/shared/api/schema/closure.ts'
import type { components as Dispatch } from '@shirong/shared/api/schema/dispatch.ts'
import type { Role } from '@shirong/shared/session.ts'

export type Worked = Closure['schemas']['CaseView']
export type Dispatched = Dispatch['schemas']['CaseView']
export type PoolName = keyof typeof POOLS

/** A case as dispatch knows it; with closure's side where the pool is about that. */
export interface Row {
  dispatched: Dispatched
  worked: Worked | null
}

export interface Page {
  rows: Row[]
  next: string | null
}

interface Pool {
  /** Who works it. Everybody else may look. */
  roles: Role[]
  dispatched?: { pool?: 'list' | 'supervision'; status?: Dispatched['status'] }
  worked?: { status?: Worked['status']; deferral?: 'undecided' }
}

export const POOLS = {
  list: { roles: ['handler'], dispatched: { pool: 'list', status: 'in_pool' } },
  supervision: { roles: ['supervisor'], dispatched: { pool: 'supervision', status: 'in_pool' } },
  handedBack: { roles: ['reviewer'], dispatched: { status: 'handed_back' } },
  verification: { roles: ['verifier'], worked: { status: 'submitted' } },
  approval: { roles: ['lead_administrator'], worked: { status: 'pre_closed' } },
  deferrals: { roles: ['leader', 'lead_administrator'], worked: { deferral: 'undecided' } },
  deferred: { roles: [], dispatched: { status: 'deferred' } },
} as const satisfies Record<string, Pool>

const LIMIT = 100

/** The pools in the order that suits somebody with these roles: their own first. */
export function poolsFor(roles: ReadonlySet<Role>): PoolName[] {
  const names = Object.keys(POOLS) as PoolName[]
  const own = (name: PoolName) => (POOLS[name] as Pool).roles.some((role) => roles.has(role))
  return [...names.filter(own), ...names.filter((name) => !own(name))]
}

export async function readPool(name: PoolName, after?: string | null): Promise<Page> {
  const pool: Pool = POOLS[name]
  const paging = { limit: LIMIT, ...(after && { after }) }
  if (pool.worked) return readWorked({ ...pool.worked, ...paging })
  const page = await done(
    api.GET('/api/dispatch/cases', { params: { query: { ...pool.dispatched, ...paging } } }),
  )
  return {
    rows: page.items.map((dispatched) => ({ dispatched, worked: null })),
    next: page.next,
  }
}

async function readWorked(query: NonNullable<Pool['worked']> & { after?: string }): Promise<Page> {
  const page = await done(api.GET('/api/closure/cases', { params: { query } }))
  const known = new Map<string, Dispatched>()
  const status = query.status === 'open' ? undefined : query.status
  if (status && page.items.length > 0) {
    // Both services order alike, so that the same page holds mostly the same cases.
    const first = await done(
      api.GET('/api/dispatch/cases', { params: { query: { status, limit: 200 } } }),
    )
    for (const each of first.items) known.set(each.case_id, each)
  }
  const rows = await Promise.all(
    page.items.map(async (worked) => ({
      worked,
      dispatched: known.get(worked.case_id) ?? (await readDispatched(worked.case_id)),
    })),
  )
  return { rows, next: page.next }
}

export function readDispatched(caseId: string): Promise<Dispatched> {
  return done(api.GET('/api/dispatch/cases/{case_id}', { params: { path: { case_id: caseId } } }))
}
