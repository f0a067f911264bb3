import { expect, test } from 'vitest'
import { correctable, percent, type Entry } from './ledger'

test('only texts and numbers of an entry can be put right', () => {
  const payload = { number: 'XF-1', returns: 0, on_time: true, place: { address: 'a' }, note: null }

  expect(correctable({ payload } as unknown as Entry)).toEqual([
    ['number', 'XF-1'],
    ['returns', 0],
  ])
  expect(correctable({ payload: null } as Entry)).toEqual([])
})

test('a rate of nothing is a dash, not a nought', () => {
  expect(percent(null)).toBe('–')
  expect(percent(0)).toBe('0.0%')
  expect(percent(0.9344)).toBe('93.4%')
})
