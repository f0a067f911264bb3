import { expect, it } from 'vitest'
import type { Area } from '../ahead/reference'
import { distance, streetOf } from './places'

function square(name: string, west: number, south: number, hole?: [number, number]): Area {
  const ring = (x: number, y: number, side: number) => [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ]
  const rings = [ring(west, south, 1), ...(hole ? [ring(hole[0], hole[1], 0.2)] : [])]
  return {
    type: 'Feature',
    properties: { name },
    geometry: { type: 'MultiPolygon', coordinates: [rings] },
  }
}

const AREAS = [square('站前街道', 123, 41, [123.4, 41.4]), square('东洲街道', 124, 41)]

it('names the street whose outline holds the spot', () => {
  expect(streetOf({ longitude: 123.9, latitude: 41.9 }, AREAS, [])).toBe('站前街道')
  expect(streetOf({ longitude: 124.1, latitude: 41.1 }, AREAS, [])).toBe('东洲街道')
})

it('leaves out holes and whatever lies outside', () => {
  expect(streetOf({ longitude: 123.5, latitude: 41.5 }, AREAS, [])).toBe('')
  expect(streetOf({ longitude: 130, latitude: 41.5 }, AREAS, [])).toBe('')
})

it('takes the nearest seat where a city has no outlines', () => {
  const seats = [
    { kind: 'street', name: '站前街道', lat: 41.86, lon: 123.9 },
    { kind: 'street', name: '东洲街道', lat: 41.86, lon: 123.92 },
    { kind: 'bureau', name: '住建局', lat: 41.861, lon: 123.905 },
  ]

  expect(streetOf({ longitude: 123.905, latitude: 41.861 }, [], seats)).toBe('站前街道')
  expect(streetOf({ longitude: 125, latitude: 41.861 }, [], seats)).toBe('')
})

it('reckons distances in metres', () => {
  const metres = distance(
    { longitude: 123.9, latitude: 41.8 },
    { longitude: 123.9, latitude: 41.81 },
  )

  expect(Math.round(metres)).toBe(1112)
})
