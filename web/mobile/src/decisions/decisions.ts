// What waits for a decision: urgent applications, and requests for a deferral.
import { api, changing, done } from '@shirong/shared/api/client.ts'
import type { components as Closure } from '@shirong/shared/api/schema/closure.ts'
import type { components as Review } from '@shirong/shared/api/schema/review.ts'
import { has } from '@shirong/shared/session.ts'

export type Problem = Review['schemas']['ProblemView']
export type Asked = Closure['schemas']['CaseView']

const MOST = 100

export async function readDecisions(): Promise<{ urgent: Problem[]; deferrals: Asked[] }> {
  const [problems, cases] = await Promise.all([
    has('leader')
      ? done(
          api.GET('/api/review/problems', { params: { query: { status: 'urgent', limit: MOST } } }),
        )
      : { items: [] },
    done(
      api.GET('/api/closure/cases', { params: { query: { deferral: 'undecided', limit: MOST } } }),
    ),
  ])
  return { urgent: problems.items, deferrals: cases.items }
}

/** Confirms an application as urgent, or declines it with a reason. */
export async function decide(problem: Problem, verdict: Verdict, words: string): Promise<void> {
  const params = { path: { case_id: problem.case_id } }
  const headers = changing(problem.version)
  if (verdict === 'confirm') {
    const body = { note: words }
    await done(api.POST('/api/review/problems/{case_id}/confirmation', { params, headers, body }))
  } else {
    const body = { reason: words }
    await done(api.POST('/api/review/problems/{case_id}/declination', { params, headers, body }))
  }
}

export type Verdict = 'confirm' | 'decline'
