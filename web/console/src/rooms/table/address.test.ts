import { expect, test } from 'vitest'
import { readAddress, USUAL_COLUMNS, writeAddress } from './address'

test('what is shown comes back from its address', () => {
  const shown = {
    where: { all: [{ text: '单车' }, { column: 'returns', is: 'above' as const, values: [1] }] },
    order: [
      { column: 'due_at', descending: false },
      { column: 'returns', descending: true },
    ],
    columns: ['number', 'stage'],
    extras: ['路段, 门牌'],
    by: ['stage'],
    view: null,
  }

  expect(readAddress(writeAddress(shown))).toEqual(shown)
})

test('an address that says nothing, or nonsense, shows what is usual', () => {
  expect(readAddress({}).columns).toEqual(USUAL_COLUMNS)
  expect(readAddress({ filter: '{', extras: '7' })).toMatchObject({ where: null, extras: [] })
  expect(writeAddress(readAddress({}))).toEqual({})
})

test('the body of a question is taken as well as its condition', () => {
  const where = { column: 'stage', is: 'in', values: ['in_pool'] }

  expect(readAddress({ filter: JSON.stringify({ where }) }).where).toEqual(where)
})
