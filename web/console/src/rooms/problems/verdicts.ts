// Verdicts, one by one and many at once. Each throws `Refused` with the server's reason.
import { api, changing, creating, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/review.ts'
import type { Problem } from './pool'

type Schemas = components['schemas']

function on(problem: Problem) {
  return { params: { path: { case_id: problem.case_id } }, headers: changing(problem.version) }
}

export function approve(problem: Problem, body: Schemas['Approval']) {
  return done(api.POST('/api/review/problems/{case_id}/approval', { ...on(problem), body }))
}

export function reject(problem: Problem, reason: string) {
  const body = { reason }
  return done(api.POST('/api/review/problems/{case_id}/rejection', { ...on(problem), body }))
}

export function merge(problem: Problem, into: string, reason: string) {
  const body = { into_case_id: into, reason }
  return done(api.POST('/api/review/problems/{case_id}/merger', { ...on(problem), body }))
}

export function confirm(problem: Problem, note: string) {
  const body = { note }
  return done(api.POST('/api/review/problems/{case_id}/confirmation', { ...on(problem), body }))
}

export function decline(problem: Problem, reason: string) {
  const body = { reason }
  return done(api.POST('/api/review/problems/{case_id}/declination', { ...on(problem), body }))
}

export function claim(problem: Problem) {
  return done(api.POST('/api/review/problems/{case_id}/claim', { ...on(problem), body: {} }))
}

export function release(problem: Problem) {
  return done(api.DELETE('/api/review/problems/{case_id}/claim', on(problem)))
}

/** Approves many as they were judged; how each went. */
export async function approveAll(problems: readonly Problem[], note: string) {
  const items = problems.map(({ case_id, version }) => ({ id: case_id, version, note }))
  return done(api.POST('/api/review/problems/approvals', { headers: creating(), body: { items } }))
}

export async function rejectAll(problems: readonly Problem[], reason: string) {
  const items = problems.map(({ case_id, version }) => ({ id: case_id, version, reason }))
  return done(api.POST('/api/review/problems/rejections', { headers: creating(), body: { items } }))
}
