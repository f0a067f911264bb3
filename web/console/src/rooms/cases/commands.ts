// The steps of a case, sent to the service that owns each. They throw `Refused` with its reason.
import { api, changing, creating, done } from '@shirong/shared/api/client.ts'
import type { CaseFile } from './caseFile'
import type { Row } from './pools'
import type { StepName } from './steps'

/** What somebody filled in for a step; each step takes what it needs. */
export interface Content {
  words: string
  organisation: string
  until: string
  photos: string[]
  failed: string[]
}

export function emptyContent(): Content {
  return { words: '', organisation: '', until: '', photos: [], failed: [] }
}

export async function take(step: StepName, file: CaseFile, content: Content): Promise<void> {
  const { worked, dispatched } = file
  if (!worked || !dispatched) return
  const words = content.words.trim()
  const params = { path: { case_id: worked.case_id } }
  const solved = { params, headers: changing(worked.version) }
  const placed = { params, headers: changing(dispatched.version) }
  const at = '/api/closure/cases/{case_id}'
  const commands: Record<StepName, () => Promise<unknown>> = {
    verify: () => done(api.POST(`${at}/verification`, { ...solved, body: { note: words } })),
    approve: () => done(api.POST(`${at}/approval`, { ...solved, body: { note: words } })),
    return: () =>
      done(
        api.POST(`${at}/return`, {
          ...solved,
          body: { reason: words, failed_photo_ids: content.failed },
        }),
      ),
    grant: () => done(api.POST(`${at}/deferral/grant`, { ...solved, body: { note: words } })),
    refuse: () => done(api.POST(`${at}/deferral/refusal`, { ...solved, body: { reason: words } })),
    askDeferral: () =>
      done(
        api.POST(`${at}/deferral`, { ...solved, body: { reason: words, until: content.until } }),
      ),
    rectify: () =>
      done(
        api.POST(`${at}/rectification`, {
          ...solved,
          body: { solution: words, after_photo_ids: content.photos },
        }),
      ),
    recheck: () =>
      done(
        api.POST(`${at}/recheck`, {
          ...solved,
          body: { reason: words, photo_ids: content.photos },
        }),
      ),
    assign: () =>
      done(
        api.POST('/api/dispatch/cases/{case_id}/assignment', {
          ...placed,
          body: { organisation_id: content.organisation, reason: words },
        }),
      ),
    handBack: () =>
      done(
        api.POST('/api/dispatch/cases/{case_id}/hand-back', { ...placed, body: { reason: words } }),
      ),
    nameRectifier: () =>
      done(
        api.POST('/api/dispatch/cases/{case_id}/rectifier', {
          ...placed,
          body: { organisation_id: content.organisation },
        }),
      ),
  }
  await commands[step]()
}

export type BulkStep = 'verify' | 'approve' | 'return' | 'assign'

/** One step with many cases; how each went. */
export function takeAll(step: BulkStep, rows: readonly Row[], content: Content) {
  const words = content.words.trim()
  const on = rows.map(({ dispatched, worked }) => ({
    id: dispatched.case_id,
    version: (step === 'assign' ? dispatched : (worked ?? dispatched)).version,
  }))
  const headers = creating()
  if (step === 'assign') {
    const items = on.map((each) => ({
      ...each,
      organisation_id: content.organisation,
      reason: words,
    }))
    return done(api.POST('/api/dispatch/cases/assignments', { headers, body: { items } }))
  }
  if (step === 'return') {
    const items = on.map((each) => ({ ...each, reason: words }))
    return done(api.POST('/api/closure/cases/returns', { headers, body: { items } }))
  }
  const items = on.map((each) => ({ ...each, note: words }))
  return step === 'verify'
    ? done(api.POST('/api/closure/cases/verifications', { headers, body: { items } }))
    : done(api.POST('/api/closure/cases/approvals', { headers, body: { items } }))
}
