// Everything that is known of one case, read from the services that own it.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components as Closure } from '@shirong/shared/api/schema/closure.ts'
import type { components as Ledger } from '@shirong/shared/api/schema/ledger.ts'
import type { components as Media } from '@shirong/shared/api/schema/media.ts'
import { Refused } from '@shirong/shared/problem.ts'
import { has } from '@shirong/shared/session.ts'
import type { Stage } from '@shirong/shared/states.ts'
import { photosOfCase, type Photo } from '../../pictures/photos'
import { readDispatched, type Dispatched } from './pools'

export type Told = Ledger['schemas']['CaseView']
export type TimelineStep = Ledger['schemas']['StepView']
export type Rounds = Closure['schemas']['CaseWithRounds']
export type Round = Closure['schemas']['RoundView']
export type Warning = Media['schemas']['WarningView']

/** `dispatched` and `worked` are missing until the problem is a case. */
export interface CaseFile {
  told: Told
  dispatched: Dispatched | null
  worked: Rounds | null
  timeline: TimelineStep[]
  photos: Photo[]
  warnings: Warning[]
}

export async function readCaseFile(caseId: string): Promise<CaseFile> {
  const params = { path: { case_id: caseId } }
  const [told, dispatched, worked, timeline, photos, warnings] = await Promise.all([
    done(api.GET('/api/ledger/cases/{case_id}', { params })),
    orNone(readDispatched(caseId)),
    orNone(done(api.GET('/api/closure/cases/{case_id}', { params }))),
    done(api.GET('/api/ledger/cases/{case_id}/timeline', { params })),
    orNone(photosOfCase(caseId)),
    readWarnings(caseId),
  ])
  return { told, dispatched, worked, timeline, photos: photos ?? [], warnings }
}

async function readWarnings(caseId: string): Promise<Warning[]> {
  if (!has('verifier', 'reviewer', 'lead_administrator', 'supervisor')) return []
  const params = { path: { case_id: caseId } }
  const found = await orNone(done(api.GET('/api/media/cases/{case_id}/warnings', { params })))
  return found?.items ?? []
}

/** What isn't there (yet) is none; every other refusal is one. */
async function orNone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) return null
    throw error
  }
}

/** Where the case stands: as closure says, which is never behind its own commands. */
export function stageOf(file: CaseFile): Stage {
  const { worked, told, dispatched } = file
  if (!worked) return dispatched ? dispatched.status : told.stage
  if (worked.status !== 'open') return worked.status
  return worked.handed_back || dispatched?.status === 'handed_back' ? 'handed_back' : 'in_pool'
}

/** Every round, the latest first. */
export function roundsOf(worked: Rounds | null): Round[] {
  if (!worked) return []
  return [...(worked.round ? [worked.round] : []), ...[...worked.earlier_rounds].reverse()]
}
