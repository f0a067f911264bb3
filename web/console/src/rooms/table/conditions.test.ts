import { expect, test } from 'vitest'
import { describe, isComplete, partsOf, whole, type Condition, type Says } from './conditions'

const SAYS: Says = {
  t: (key, values) => (values ? `${key} ${Object.values(values).join(' ')}` : key),
  column: (name) => name.toUpperCase(),
  value: (_, value) => String(value),
}
const STAGE: Condition = { column: 'stage', is: 'in', values: ['in_pool', 'submitted'] }

test('conditions that all hold are parts, and parts one condition again', () => {
  const words: Condition = { text: '共享单车' }

  expect(partsOf(whole([STAGE, words]))).toEqual([STAGE, words])
  expect(whole([STAGE])).toEqual(STAGE)
  expect(whole([])).toBeNull()
})

test('a comparison without its values is not complete, wherever it lies', () => {
  expect(isComplete(STAGE)).toBe(true)
  expect(isComplete({ column: 'returns', is: 'between', values: [1] })).toBe(false)
  expect(isComplete({ not: { any: [STAGE, { text: ' ' }] } })).toBe(false)
  expect(isComplete({ told: '路段', is: 'empty' })).toBe(true)
})

test('what is nested is told in brackets', () => {
  const told = describe({ any: [STAGE, { all: [{ text: 'a' }, { text: 'b' }] }] }, SAYS)

  expect(told).toBe(
    'STAGE table.comparisons.in in_pooltable.commasubmitted' +
      ' table.or (table.says a table.and table.says b)',
  )
})
