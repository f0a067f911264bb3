// Points that lie too near to one another to be told apart are drawn as one.
export interface Spot {
  id: string
  longitude: number
  latitude: number
}

export interface Cluster {
  /** The middle of its spots. */
  longitude: number
  latitude: number
  spots: Spot[]
}

const TILE = 256

/** The place on the world's map at a zoom, in pixels (Web Mercator). */
export function pixelOf(longitude: number, latitude: number, zoom: number): [number, number] {
  const world = TILE * 2 ** zoom
  const sine = Math.sin((latitude * Math.PI) / 180)
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
  return [((longitude + 180) / 360) * world, y * world]
}

/** Spots grouped by the squares of `cell` pixels in which they lie at a zoom. */
export function clustersOf(spots: readonly Spot[], zoom: number, cell = 56): Cluster[] {
  const cells = new Map<string, Spot[]>()
  for (const spot of spots) {
    const [x, y] = pixelOf(spot.longitude, spot.latitude, zoom)
    const key = `${Math.floor(x / cell)}:${Math.floor(y / cell)}`
    const together = cells.get(key)
    if (together) together.push(spot)
    else cells.set(key, [spot])
  }
  return [...cells.values()].map((together) => ({
    longitude: together.reduce((sum, spot) => sum + spot.longitude, 0) / together.length,
    latitude: together.reduce((sum, spot) => sum + spot.latitude, 0) / together.length,
    spots: together,
  }))
}
