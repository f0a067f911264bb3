import { expect, test } from 'vitest'
import type { Condition } from './conditions'
import { drafted, finished, isUnfinished } from './draft'

const STAGE: Condition = { column: 'stage', is: 'in', values: ['closed'] }

test('a filter comes back from its draft', () => {
  const filters: (Condition | null)[] = [
    null,
    STAGE,
    { any: [STAGE, { not: { all: [STAGE, { text: '垃圾' }] } }] },
    { not: { not: { any: [STAGE, { near: [123.9, 41.8], metres: 500 }] } } },
  ]

  for (const filter of filters) expect(finished(drafted(filter))).toEqual(filter)
})

test('what is not complete yet is left out', () => {
  const draft = drafted({ all: [STAGE, { column: 'pool', is: 'in', values: [] }] })

  expect(finished(draft)).toEqual(STAGE)
  expect(isUnfinished(draft)).toBe(true)
  expect(finished(drafted({ not: { column: 'pool', is: 'in', values: [] } }))).toBeNull()
})
