import { expect, it } from 'vitest'
import { isShort, photosIn } from './room'

it('tells how many photos fit, and that few do', () => {
  expect(photosIn(100_000_000, 60_000_000)).toBe(10)
  expect(isShort({ photos: 10, persistent: true })).toBe(true)
  expect(isShort({ photos: 1000, persistent: false })).toBe(false)
  expect(isShort({ photos: photosIn(), persistent: false })).toBe(false)
})
