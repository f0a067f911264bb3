import { expect, test } from 'vitest'
import { Refused, readProblem } from './problem'

test('a refusal keeps the reason, its name and the fields', () => {
  const answer = new Response(null, { status: 412, headers: { 'x-trace-id': 'abc' } })
  const refused = new Refused(
    readProblem(
      {
        type: '/problems/stale-version',
        detail: '已被更新',
        errors: [{ pointer: '/body/reason', detail: 'too short' }],
      },
      answer,
    ),
  )

  expect(refused.code).toBe('stale-version')
  expect(refused.message).toBe('已被更新')
  expect(refused.isConflict).toBe(true)
  expect(refused.problem.traceId).toBe('abc')
  expect(refused.problem.errors).toEqual([{ field: '/body/reason', message: 'too short' }])
})

test('an answer that is no problem document has a status at least', () => {
  const refused = new Refused(readProblem('<html>', new Response(null, { status: 502 })))

  expect(refused.code).toBe('status-502')
  expect(refused.isConflict).toBe(false)
})
