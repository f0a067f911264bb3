// What waits for whoever is signed in, counted by the services' own lists.
import { api, done, type Paths } from '@shirong/shared/api/client.ts'
import { has, person } from '@shirong/shared/session.ts'
import { readOrKept } from '../ahead/kept'

export interface Task {
  name:
    | 'reports'
    | 'rejected'
    | 'list'
    | 'overdue'
    | 'supervision'
    | 'urgent'
    | 'deferrals'
    | 'verification'
    | 'approval'
  count: string
  to: string
  late?: boolean
}

/** Most of a list that is counted; more are told as “99+”. */
const MOST = 99

interface Listed {
  items: unknown[]
  next: string | null
}

/** The tasks of whoever is signed in; without signal as they were. */
export function readTasks(): Promise<Task[]> {
  return readOrKept(`tasks.${person.value?.id}`, countTasks)
}

function countTasks(): Promise<Task[]> {
  const tasks: Promise<Task>[] = []
  const ask = (name: Task['name'], to: string, listed: Promise<Listed>, late = false) =>
    tasks.push(
      listed.then((found) => ({
        name,
        to,
        count: counted(found),
        late: late && found.items.length > 0,
      })),
    )

  if (has('leader')) ask('urgent', '/decisions', problems(), true)
  if (has('leader', 'lead_administrator')) ask('deferrals', '/decisions', deferrals())
  if (has('handler')) {
    ask('overdue', '/pool/list', cases({ status: 'in_pool', overdue: true }), true)
    ask('list', '/pool/list', cases({ status: 'in_pool' }))
  }
  if (has('supervisor'))
    ask('supervision', '/pool/supervision', cases({ status: 'in_pool', pool: 'supervision' }))
  if (has('verifier')) ask('verification', '/pool/verification', cases({ status: 'submitted' }))
  if (has('lead_administrator')) ask('approval', '/pool/approval', cases({ status: 'pre_closed' }))
  if (has('inspector')) {
    ask('reports', '/reports', reports('waiting'))
    ask('rejected', '/reports?status=rejected', reports('rejected'))
  }
  return Promise.all(tasks)
}

function counted({ items, next }: Listed): string {
  return next ? `${MOST}+` : String(items.length)
}

type CaseQuery = Paths['/api/dispatch/cases']['get']['parameters']['query']

function cases(query: CaseQuery): Promise<Listed> {
  return done(api.GET('/api/dispatch/cases', { params: { query: { ...query, limit: MOST } } }))
}

function problems(): Promise<Listed> {
  const query = { status: 'urgent', limit: MOST } as const
  return done(api.GET('/api/review/problems', { params: { query } }))
}

function deferrals(): Promise<Listed> {
  const query = { deferral: 'undecided', limit: MOST } as const
  return done(api.GET('/api/closure/cases', { params: { query } }))
}

function reports(status: 'waiting' | 'rejected'): Promise<Listed> {
  return done(api.GET('/api/intake/reports', { params: { query: { status, limit: MOST } } }))
}
