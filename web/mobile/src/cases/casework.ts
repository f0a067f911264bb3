// A case as whoever works on it needs it: where it lies, how far it is, its photos and its history.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components as Closure } from '@shirong/shared/api/schema/closure.ts'
import type { components as Dispatch } from '@shirong/shared/api/schema/dispatch.ts'
import type { components as Ledger } from '@shirong/shared/api/schema/ledger.ts'
import { language } from '@shirong/shared/language.ts'
import type { State } from '@shirong/shared/states.ts'
import { readOrKept } from '../ahead/kept'
import type { Happening } from '../frame/TimeLine.vue'
import { readCasePhotos, type Photo } from '../photos/photos'

export type Dispatched = Dispatch['schemas']['CaseView']
export type Worked = Closure['schemas']['CaseWithRounds']
type Step = Ledger['schemas']['StepView']

export interface Casework {
  dispatched: Dispatched
  worked: Worked
  photos: Photo[]
  steps: Step[]
  /** Names of the people in the steps, by id. */
  names: Record<string, string>
}

/** Everything of a case; without signal as it was when it was last read. */
export function readCasework(caseId: string): Promise<Casework> {
  const params = { path: { case_id: caseId } }
  return readOrKept(`case.${caseId}`, async () => {
    const [dispatched, worked, photos, steps] = await Promise.all([
      done(api.GET('/api/dispatch/cases/{case_id}', { params })),
      done(api.GET('/api/closure/cases/{case_id}', { params })),
      readCasePhotos(caseId),
      done(api.GET('/api/ledger/cases/{case_id}/timeline', { params })),
    ])
    return { dispatched, worked, photos, steps, names: await namesIn(steps) }
  })
}

async function namesIn(steps: Step[]): Promise<Record<string, string>> {
  const ids = [...new Set(steps.flatMap((each) => each.by ?? []))]
  if (ids.length === 0) return {}
  const { items } = await done(
    api.GET('/api/identity/people', { params: { query: { ids, limit: 200 } } }),
  )
  return Object.fromEntries(items.map((each) => [each.id, each.name]))
}

const STATES: Record<Dispatched['status'], State> = {
  in_pool: 'dispatched',
  handed_back: 'returned',
  submitted: 'submitted',
  pre_closed: 'pre-closed',
  deferred: 'deferred',
  closed: 'closed',
}

/** The state whose colour and mark a case wears on a map: what is late or came back stands out. */
export function stateOf({ status, lamp, returns, mode }: Dispatched): State {
  if (status !== 'in_pool') return STATES[status]
  if (lamp === 'red') return 'overdue'
  if (returns > 0) return 'returned'
  return mode === 'urgent' ? 'urgent' : 'dispatched'
}

export function happenings({ steps, names }: Casework): Happening[] {
  return steps.map((step) => ({
    words: language.value === 'en' ? step.en : step.zh,
    at: step.at,
    who: step.by && names[step.by],
    organisationId: step.organisation_id,
    said: said(step.details),
  }))
}

function said(details: Record<string, unknown>): string | undefined {
  const written = [details.reason, details.note, details.solution]
  return written.find((each): each is string => typeof each === 'string' && each !== '')
}
