import { expect, test } from 'vitest'
import { conditionOf, readAddress, writeAddress } from './sought'

const SOUGHT = {
  text: '垃圾',
  categories: ['01005'],
  organisations: ['a', 'b'],
  from: '2026-11-01',
  to: '2026-11-30',
  compared: true,
}

test('what is sought comes back from its address', () => {
  expect(readAddress(writeAddress(SOUGHT))).toEqual(SOUGHT)
  expect(writeAddress(readAddress({}))).toEqual({})
})

test('days are whole days of the city, both included', () => {
  const days = { ...readAddress({}), from: SOUGHT.from, to: SOUGHT.to }

  expect(conditionOf(days)).toEqual({
    all: [
      {
        column: 'closed_at',
        is: 'between',
        values: ['2026-11-01T00:00:00+08:00', '2026-11-30T23:59:59.999+08:00'],
      },
    ],
  })
  expect(conditionOf(readAddress({}))).toBeNull()
})
