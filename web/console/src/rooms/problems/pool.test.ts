// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import type { Problem } from './pool'

vi.stubGlobal(
  'BroadcastChannel',
  class {
    postMessage() {}
  },
)
const { withProblem } = await import('./pool')

function problem(case_id: string, reported_at: string, status = 'waiting'): Problem {
  return { case_id, reported_at, status, version: 1 } as Problem
}

const first = problem('a', '2026-11-01T08:00:00Z')
const last = problem('c', '2026-11-03T08:00:00Z')

describe('the pool', () => {
  it('takes a new problem where its time of waiting puts it', () => {
    const between = problem('b', '2026-11-02T08:00:00Z')

    expect(withProblem([first, last], between, 'waiting')).toEqual([first, between, last])
  })

  it('lets a decided problem go', () => {
    const decided = { ...first, status: 'approved' as const }

    expect(withProblem([first, last], decided, 'waiting')).toEqual([last])
  })

  it('shows a changed problem in its place', () => {
    const claimed = { ...first, version: 2 }

    expect(withProblem([first, last], claimed, 'waiting')).toEqual([claimed, last])
  })
})
