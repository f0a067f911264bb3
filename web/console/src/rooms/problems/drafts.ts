// What somebody is about to correct: kept while the desk is open, whatever else is looked at.
import { reactive } from 'vue'
import type { components } from '@shirong/shared/api/schema/review.ts'
import type { Problem } from './pool'

export interface Draft {
  category: string
  organisation: string
  description: string
  address: string
  longitude: number | null
  latitude: number | null
  note: string
}

const kept = reactive(new Map<string, Draft>())

/** What the judgement and the report propose. */
export function proposed(problem: Problem): Draft {
  const { judgement, place } = problem
  return {
    category: problem.category_code ?? judgement.category.code ?? '',
    organisation: problem.organisation_id ?? judgement.organisation.organisation_id ?? '',
    description: problem.description,
    address: place.address ?? '',
    longitude: place.longitude ?? null,
    latitude: place.latitude ?? null,
    note: '',
  }
}

export function draftOf(problem: Problem): Draft {
  let draft = kept.get(problem.case_id)
  if (!draft) {
    draft = proposed(problem)
    kept.set(problem.case_id, draft)
  }
  // As the map holds it: changes to it are seen.
  return kept.get(problem.case_id)!
}

export function forget(caseId: string): void {
  kept.delete(caseId)
}

export function isChanged(draft: Draft, problem: Problem): boolean {
  return JSON.stringify(draft) !== JSON.stringify(proposed(problem))
}

/** The approval's content: only what differs from what was reported and judged. */
export function corrections(draft: Draft, problem: Problem): components['schemas']['Approval'] {
  const before = proposed(problem)
  const moved =
    draft.address !== before.address ||
    draft.longitude !== before.longitude ||
    draft.latitude !== before.latitude
  const { address, longitude, latitude } = draft
  return {
    ...(draft.category && draft.category !== before.category && { category_code: draft.category }),
    ...(draft.organisation &&
      draft.organisation !== before.organisation && { organisation_id: draft.organisation }),
    ...(draft.description.trim() !== before.description && {
      description: draft.description.trim(),
    }),
    ...(moved && { place: { address, longitude, latitude } }),
    note: draft.note.trim(),
  }
}
