// The steps that are taken at once, each on the version that was read.
import { api, changing, done } from '@shirong/shared/api/client.ts'
import type { Action } from './actions'
import type { Casework } from './casework'

export interface Said {
  reason: string
  /** The day of a deferral, as `2026-01-31`. */
  until?: string
  failedPhotoIds?: string[]
  organisationId?: string
}

/** The actions of `take`; the others have pages of their own, with a camera. */
export type Immediate = Exclude<Action, 'rectify' | 'recheck'>

export async function take(action: Immediate, of: Casework, said: Said): Promise<void> {
  const { dispatched, worked } = of
  const params = { path: { case_id: worked.case_id } }
  const { reason } = said
  const atClosure = { params, headers: changing(worked.version) }
  const atDispatch = { params, headers: changing(dispatched.version) }
  switch (action) {
    case 'pass':
      await done(
        api.POST('/api/closure/cases/{case_id}/verification', {
          ...atClosure,
          body: { note: reason },
        }),
      )
      return
    case 'approve':
      await done(
        api.POST('/api/closure/cases/{case_id}/approval', { ...atClosure, body: { note: reason } }),
      )
      return
    case 'return': {
      const body = { reason, failed_photo_ids: said.failedPhotoIds ?? [] }
      await done(api.POST('/api/closure/cases/{case_id}/return', { ...atClosure, body }))
      return
    }
    case 'defer': {
      const body = { reason, until: said.until! }
      await done(api.POST('/api/closure/cases/{case_id}/deferral', { ...atClosure, body }))
      return
    }
    case 'grant':
      await done(
        api.POST('/api/closure/cases/{case_id}/deferral/grant', {
          ...atClosure,
          body: { note: reason },
        }),
      )
      return
    case 'refuse':
      await done(
        api.POST('/api/closure/cases/{case_id}/deferral/refusal', {
          ...atClosure,
          body: { reason },
        }),
      )
      return
    case 'handBack':
      await done(
        api.POST('/api/dispatch/cases/{case_id}/hand-back', { ...atDispatch, body: { reason } }),
      )
      return
    case 'name': {
      const body = { organisation_id: said.organisationId! }
      await done(api.POST('/api/dispatch/cases/{case_id}/rectifier', { ...atDispatch, body }))
    }
  }
}
