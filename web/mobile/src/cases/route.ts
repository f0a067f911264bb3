// The order in which to go to places on foot: from where one stands always to the nearest, then
// crossings untangled (2-opt). Short by habit, not proven shortest.
import { distance, type Spot } from '../report/places'

export function inRouteOrder<T extends Spot>(places: T[], from: Spot): T[] {
  const left = [...places]
  const order: T[] = []
  let here: Spot = from
  while (left.length > 0) {
    let nearest = 0
    for (let index = 1; index < left.length; index++) {
      if (distance(here, left[index]!) < distance(here, left[nearest]!)) nearest = index
    }
    here = left[nearest]!
    order.push(...left.splice(nearest, 1))
  }
  return untangled(order, from)
}

/** Metres of the way through all places. */
export function length(order: Spot[], from: Spot): number {
  return order.reduce(
    (sum, each, index) => sum + distance(index ? order[index - 1]! : from, each),
    0,
  )
}

function untangled<T extends Spot>(order: T[], from: Spot): T[] {
  let best = order
  for (let again = true; again;) {
    again = false
    for (let first = 0; first < best.length - 1; first++) {
      for (let last = first + 1; last < best.length; last++) {
        if (gain(best, from, first, last) > 0.01) {
          const turned = best.slice(first, last + 1).reverse()
          best = [...best.slice(0, first), ...turned, ...best.slice(last + 1)]
          again = true
        }
      }
    }
  }
  return best
}

/** Metres saved by walking a stretch the other way round. */
function gain(order: Spot[], from: Spot, first: number, last: number): number {
  const before = first ? order[first - 1]! : from
  const behind = order[last + 1]
  const [head, tail] = [order[first]!, order[last]!]
  const now = distance(before, head) + (behind ? distance(tail, behind) : 0)
  const turned = distance(before, tail) + (behind ? distance(head, behind) : 0)
  return now - turned
}
