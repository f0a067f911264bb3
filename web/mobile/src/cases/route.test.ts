import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inRouteOrder, length } from './route'

const HERE = { longitude: 123.9, latitude: 41.86 }
const spot = fc.record({
  longitude: fc.double({ min: 123.8, max: 124, noNaN: true }),
  latitude: fc.double({ min: 41.8, max: 41.9, noNaN: true }),
})

it('goes along a street from one end to the other', () => {
  const street = [3, 1, 2].map((step) => ({ ...HERE, longitude: HERE.longitude + step / 1000 }))

  expect(inRouteOrder(street, HERE)).toEqual([street[1], street[2], street[0]])
})

it('visits every place once', () => {
  fc.assert(
    fc.property(fc.array(spot, { maxLength: 12 }), (places) => {
      const order = inRouteOrder(places, HERE)

      expect(new Set(order)).toEqual(new Set(places))
      expect(order.length).toBe(places.length)
    }),
  )
})

it('has no stretch that would be shorter the other way round', () => {
  fc.assert(
    fc.property(fc.array(spot, { minLength: 3, maxLength: 8 }), (places) => {
      const order = inRouteOrder(places, HERE)
      const whole = length(order, HERE)
      for (let first = 0; first < order.length; first++) {
        for (let last = first + 1; last < order.length; last++) {
          const stretch = order.slice(first, last + 1).reverse()
          const turned = [...order.slice(0, first), ...stretch, ...order.slice(last + 1)]
          expect(length(turned, HERE)).toBeGreaterThan(whole - 1)
        }
      }
    }),
  )
})
