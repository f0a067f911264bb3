// Which street a position lies in, found on the phone: by the outlines, else by the nearest seat.
import type { Area } from '../ahead/reference'

type Ring = [number, number][]

export interface Spot {
  longitude: number
  latitude: number
}

interface Seat {
  kind: string
  name: string
  lat: number | null
  lon: number | null
}

/** Metres within which a street's seat speaks for its surroundings. */
const NEAR = 4_000
const METRES_PER_DEGREE = 111_195

/** The name of the street that the spot lies in; empty where nothing is known of it. */
export function streetOf(spot: Spot, areas: Area[], seats: Iterable<Seat>): string {
  const around = areas.find((each) =>
    (each.geometry.coordinates as Ring[][]).some(([outer, ...holes]) =>
      Boolean(outer && inRing(spot, outer) && !holes.some((hole) => inRing(spot, hole))),
    ),
  )
  if (around) return String(around.properties?.name ?? '')
  let nearest = { name: '', metres: NEAR }
  for (const seat of seats) {
    if (seat.lat === null || seat.lon === null || !['street', 'town'].includes(seat.kind)) continue
    const metres = distance(spot, { longitude: seat.lon, latitude: seat.lat })
    if (metres < nearest.metres) nearest = { name: seat.name, metres }
  }
  return nearest.name
}

/** Whether a ring holds the spot: a ray from it crosses its edges an odd number of times. */
function inRing({ longitude, latitude }: Spot, ring: Ring): boolean {
  let isIn = false
  ring.forEach(([x, y], index) => {
    const [beforeX, beforeY] = ring[index === 0 ? ring.length - 1 : index - 1]!
    if (y > latitude === beforeY > latitude) return
    if (longitude < ((beforeX - x) * (latitude - y)) / (beforeY - y) + x) isIn = !isIn
  })
  return isIn
}

/** Metres between two spots of a city: it is small enough to be flat. */
export function distance(one: Spot, other: Spot): number {
  const north = one.latitude - other.latitude
  const shrink = Math.cos((((one.latitude + other.latitude) / 2) * Math.PI) / 180)
  const east = (one.longitude - other.longitude) * shrink
  return Math.hypot(north, east) * METRES_PER_DEGREE
}
