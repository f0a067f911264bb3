import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clustersOf, pixelOf, type Spot } from './clusters'

const spot = (id: string, longitude: number, latitude: number): Spot => ({
  id,
  longitude,
  latitude,
})

describe('clusters', () => {
  it('lose no spot and show none twice', () => {
    const places = fc.array(
      fc.tuple(
        fc.double({ min: 123, max: 125, noNaN: true }),
        fc.double({ min: 41, max: 42, noNaN: true }),
      ),
    )
    fc.assert(
      fc.property(places, fc.integer({ min: 3, max: 18 }), (found, zoom) => {
        const spots = found.map(([x, y], index) => spot(String(index), x, y))
        const shown = clustersOf(spots, zoom).flatMap((each) => each.spots.map(({ id }) => id))
        expect(shown.sort()).toEqual(spots.map(({ id }) => id).sort())
      }),
    )
  })

  it('part as somebody looks closer', () => {
    const near = [spot('a', 123.9, 41.86), spot('b', 123.905, 41.862)]

    expect(clustersOf(near, 8)).toHaveLength(1)
    expect(clustersOf(near, 16)).toHaveLength(2)
  })
})

describe('the place on the map', () => {
  it('is the middle of the world at 0, 0', () => {
    expect(pixelOf(0, 0, 0)).toEqual([128, 128])
  })
})
