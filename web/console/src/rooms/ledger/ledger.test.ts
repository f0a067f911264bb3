import { expect, test } from 'vitest'
import { correctable, type Entry } from './ledger'

test('only texts and numbers of an entry can be put right', () => {
  const payload = { number: 'XF-1', returns: 0, on_time: true, place: { address: 'a' }, note: null }

  expect(correctable({ payload } as unknown as Entry)).toEqual([
    ['number', 'XF-1'],
    ['returns', 0],
  ])
  expect(correctable({ payload: null } as Entry)).toEqual([])
})
