import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scrollFor, windowOf } from './window'

describe('the window of a long list', () => {
  it('draws only what is near', () => {
    const { from, to } = windowOf(40_000, 800, 80, 1_000)

    expect([from, to]).toEqual([496, 514])
  })

  it('covers everything that is seen and stays within the list', () => {
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.nat(100_000),
        fc.integer({ min: 1, max: 2_000 }),
        (n, at, height) => {
          const { from, to } = windowOf(at, height, 72, n)
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeLessThanOrEqual(n)
          for (const seen of [at, at + height - 1].map((y) => Math.floor(y / 72)))
            if (seen < n) expect(seen >= from && seen < to).toBe(true)
        },
      ),
    )
  })
})

describe('scrolling to a row', () => {
  it('moves no further than needed', () => {
    expect(scrollFor(3, 0, 800, 80)).toBe(0)
    expect(scrollFor(10, 0, 800, 80)).toBe(80)
    expect(scrollFor(2, 400, 800, 80)).toBe(160)
  })
})
