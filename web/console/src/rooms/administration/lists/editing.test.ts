import { expect, test } from 'vitest'
import { changesOf, entry, holds, rowsOf, twice, upon, whereIs, wrongWith } from './editing'

const key = (row: Record<string, unknown>) => String(row.code)

test('what a list changes is told by rows added, changed and removed', () => {
  const kept = entry({ code: 'A', name: 'a' })
  const changed = entry({ code: 'B', name: 'b' })
  const removed = entry({ code: 'C', name: 'c' })
  const added = entry(null, { code: 'D', name: 'd' })
  changed.row.name = 'other'
  removed.removed = true
  const entries = [kept, changed, removed, added]

  expect(changesOf(entries)).toEqual({ added: [added], changed: [changed], removed: [removed] })
  expect(rowsOf(entries).map(key)).toEqual(['A', 'B', 'D'])
})

test('a row that was changed back is no change', () => {
  const each = entry({ code: 'A', words: ['x', 'y'], note: null })
  each.row = { code: 'A', words: ['x', 'y'], note: undefined }

  expect(changesOf([each]).changed).toEqual([])
})

test('a cell says what is wrong with it', () => {
  expect(wrongWith({ field: 'code', kind: 'text', required: true }, '')).toBe('required')
  expect(wrongWith({ field: 'days', kind: 'number', max: 250 }, 251)).toBe('range')
  expect(wrongWith({ field: 'days', kind: 'number' }, 'seven')).toBe('number')
  expect(wrongWith({ field: 'days', kind: 'number', min: 1 }, null)).toBeNull()
  expect(wrongWith({ field: 'code', kind: 'text', pattern: /^[A-Z]+$/ }, 'a')).toBe('pattern')
  const choices = () => [{ value: 'general', label: '一般' }]
  expect(wrongWith({ field: 'mode', kind: 'choice', choices }, 'urgent')).toBe('unknown')
})

test('both rows of one key are marked, unless one is removed', () => {
  const first = entry({ code: 'A' })
  const second = entry({ code: 'A' })

  expect(twice([first, second], key)).toEqual(new Set([first.id, second.id]))
  second.removed = true
  expect(twice([first, second], key)).toEqual(new Set())
})

test('what was typed stays upon a list that somebody else changed', () => {
  const typed = entry({ code: 'A', name: 'a' })
  typed.row.name = 'mine'
  const untouched = entry({ code: 'B', name: 'b' })
  const added = entry(null, { code: 'N', name: 'new' })
  const fresh = [
    { code: 'A', name: 'a2' },
    { code: 'B', name: 'b2' },
    { code: 'C', name: 'c' },
  ]

  const after = upon(fresh, [typed, untouched, added], key)

  expect(rowsOf(after)).toEqual([
    { code: 'A', name: 'mine' },
    { code: 'B', name: 'b2' },
    { code: 'C', name: 'c' },
    { code: 'N', name: 'new' },
  ])
  expect(changesOf(after).changed.map((each) => key(each.row))).toEqual(['A'])
})

test('a refused field is found in its row', () => {
  expect(whereIs('/body/rules/3/priority')).toEqual({ index: 3, field: 'priority' })
  expect(whereIs('/body/days')).toBeNull()
})

test('a row is found by what stands in it and by the name of what it mentions', () => {
  const name = (column: string) => (column === 'organisation_code' ? '新抚区' : '')

  expect(holds({ organisation_code: '210402' }, '新抚', name)).toBe(true)
  expect(holds({ organisation_code: '210402' }, '望花', name)).toBe(false)
})
