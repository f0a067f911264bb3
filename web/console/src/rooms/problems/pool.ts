// The problem pool as this person may see it, kept up to date while it is looked at.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/review.ts'
import { listen } from '@shirong/shared/live.ts'
import { Refused } from '@shirong/shared/problem.ts'
import { ref, shallowRef } from 'vue'

export type Problem = components['schemas']['ProblemView']
export type Waiting = 'waiting' | 'urgent'

/** Changed problems that are read one by one; where more changed, the pool is read again. */
const ONE_BY_ONE = 20

/** The list with a problem in its place, the longest waiting first; or without it. */
export function withProblem(
  list: readonly Problem[],
  problem: Problem,
  wanted: Waiting,
): Problem[] {
  if (problem.status !== wanted) return list.filter((each) => each.case_id !== problem.case_id)
  const at = list.findIndex((each) => each.case_id === problem.case_id)
  if (at >= 0) return list.with(at, problem)
  return [...list, problem].sort(
    (a, b) => a.reported_at.localeCompare(b.reported_at) || a.case_id.localeCompare(b.case_id),
  )
}

export function usePool() {
  const problems = shallowRef<readonly Problem[]>([])
  const wanted = ref<Waiting>('waiting')
  const loading = ref(true)
  const error = ref<unknown>(null)
  let reading = 0

  /** Reads the whole pool, page by page; the first page is shown at once. */
  async function read(which: Waiting = wanted.value): Promise<void> {
    const turn = ++reading
    if (which !== wanted.value) problems.value = []
    wanted.value = which
    loading.value = true
    error.value = null
    try {
      let found: Problem[] = []
      let after: string | undefined
      do {
        const query = { status: which, limit: 200, ...(after && { after }) }
        const page = await done(api.GET('/api/review/problems', { params: { query } }))
        if (turn !== reading) return
        found = [...found, ...page.items]
        if (found.length > problems.value.length || !page.next) problems.value = found
        after = page.next ?? undefined
      } while (after)
    } catch (refused) {
      error.value = refused
    } finally {
      if (turn === reading) loading.value = false
    }
  }

  /** Takes what a command or a look at one problem has shown. */
  function take(problem: Problem): void {
    problems.value = withProblem(problems.value, problem, wanted.value)
  }

  async function again(caseId: string): Promise<void> {
    try {
      take(await readProblem(caseId))
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      problems.value = problems.value.filter((each) => each.case_id !== caseId)
    }
  }

  listen('/api/ledger/table/live', ({ event, data }) => {
    if (event === 'reload') return void read()
    if (event !== 'changed') return
    const { case_ids: ids } = JSON.parse(data) as { case_ids: string[] }
    if (ids.length > ONE_BY_ONE) void read()
    else for (const id of ids) void again(id)
  })

  return { problems, wanted, loading, error, read, take }
}

export function readProblem(caseId: string) {
  return done(api.GET('/api/review/problems/{case_id}', { params: { path: { case_id: caseId } } }))
}
