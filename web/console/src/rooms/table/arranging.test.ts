import { expect, test } from 'vitest'
import { MOST, moved, turned } from './arranging'

const UP = { column: 'due_at', descending: false }
const DOWN = { column: 'due_at', descending: true }
const OTHER = { column: 'returns', descending: true }

test('a click orders up, the next one down, the third no more', () => {
  expect(turned([], 'due_at', false)).toEqual([UP])
  expect(turned([UP], 'due_at', false)).toEqual([DOWN])
  expect(turned([DOWN], 'due_at', false)).toEqual([])
})

test('a click orders by one column alone, unless it adds', () => {
  expect(turned([OTHER], 'due_at', false)).toEqual([UP])
  expect(turned([OTHER], 'due_at', true)).toEqual([OTHER, UP])
  expect(turned([UP, OTHER], 'due_at', true)).toEqual([DOWN, OTHER])
  expect(turned([DOWN, OTHER], 'due_at', true)).toEqual([OTHER])
})

test('no more columns are added than the ledger orders by', () => {
  const full = Array.from({ length: MOST }, (_, at) => ({ column: `${at}`, descending: false }))

  expect(turned(full, 'due_at', true)).toEqual(full)
})

test('a column is moved to where another stands, to either side', () => {
  const shown = { columns: ['number', 'stage', 'due_at'], extras: [] }

  expect(moved(shown, 'number', 'due_at').columns).toEqual(['stage', 'due_at', 'number'])
  expect(moved(shown, 'due_at', 'number').columns).toEqual(['due_at', 'number', 'stage'])
})

test('an extra column is moved among extra ones only', () => {
  const shown = { columns: ['number', '路段'], extras: ['路段', '门牌'] }

  expect(moved(shown, 'told:门牌', 'told:路段')).toEqual({ ...shown, extras: ['门牌', '路段'] })
  expect(moved(shown, 'told:门牌', 'number')).toEqual(shown)
})
