import fc from 'fast-check'
import { expect, it } from 'vitest'
import { after, due, newParcel, PAUSES, share, wakeAt, type Parcel } from './parcel'

const parcel: Parcel = {
  ...newParcel(
    'me',
    { kind: 'rectification', caseId: 'c', number: 'n', version: 1, solution: 's' },
    5,
  ),
  state: 'waiting',
}

it('waits longer after each failure, and never longer than the longest pause', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (failures) => {
      let failed = parcel
      const pauses: number[] = []
      for (let count = 0; count < failures; count++) {
        failed = after(failed, { came: 'failed', words: '' }, 0)
        pauses.push(failed.notBefore)
      }
      expect(pauses).toEqual([...pauses].sort((one, other) => one - other))
      expect(Math.max(...pauses)).toBeLessThanOrEqual(PAUSES[1])
    }),
  )
})

it('is due when its time has come, the oldest first', () => {
  const later = { ...parcel, id: 'later', madeAt: 9 }
  const pausing = { ...parcel, id: 'pausing', madeAt: 1, notBefore: 100 }

  expect(due([later, parcel, pausing], 'me', 50)?.id).toBe(parcel.id)
  expect(due([later, parcel, pausing], 'me', 100)?.id).toBe('pausing')
  expect(due([{ ...parcel, state: 'refused' }], 'me', 100)).toBeUndefined()
  expect(wakeAt([pausing], 'me')).toBe(100)
})

it('counts how much of its photos has arrived', () => {
  const shot = (size: number, arrived: number) => ({ size, arrived }) as Parcel['shots'][number]

  expect(share({ ...parcel, shots: [shot(100, 100), shot(300, 0)] })).toBe(0.25)
  expect(share(parcel)).toBe(1)
})
