// Which cases each duty looks at, read from dispatch; the first page is at hand without signal too.
import { api, done } from '@shirong/shared/api/client.ts'
import { readOrKept } from '../ahead/kept'
import type { Duty } from '../frame/duties'
import type { Page } from '../frame/loading'
import type { Dispatched } from './casework'

type Status = Dispatched['status']

/** The stages that a duty looks at; its work first. */
export const VIEWS: Record<Duty, Status[]> = {
  list: ['in_pool', 'submitted', 'deferred'],
  supervision: ['in_pool', 'submitted', 'deferred', 'closed'],
  verification: ['submitted'],
  approval: ['pre_closed'],
}
const SIZE = 50

export function readPool(duty: Duty, status: Status, after?: string): Promise<Page<Dispatched>> {
  const pool = duty === 'supervision' && status !== 'closed' ? 'supervision' : undefined
  const params = { query: { status, pool, after, limit: SIZE } } as const
  const read = () => done(api.GET('/api/dispatch/cases', { params }))
  return after ? read() : readOrKept(`pool.${duty}.${status}`, read)
}
