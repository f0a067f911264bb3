// Where the phone is, with how sure it is of that.
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { Position } from '../queue/parcel'

export type PositionState = 'seeking' | 'found' | 'denied' | 'unknown'

/** Metres beyond which people should look at the map before they send. */
export const VAGUE = 100

const found = shallowRef<Position | null>(null)
const state = ref<PositionState>('seeking')
let watchers = 0
let watch: number | undefined

/** The position as long as the component lives; one watch serves all. */
export function usePosition() {
  watchers += 1
  if (watch === undefined && 'geolocation' in navigator) {
    watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        found.value = {
          longitude: round(coords.longitude),
          latitude: round(coords.latitude),
          accuracy: Math.round(coords.accuracy),
        }
        state.value = 'found'
      },
      (error) => {
        if (!found.value)
          state.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'unknown'
      },
      { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 },
    )
  }
  onScopeDispose(() => {
    watchers -= 1
    if (watchers > 0 || watch === undefined) return
    navigator.geolocation.clearWatch(watch)
    watch = undefined
  })
  return { position: found, state }
}

/** Six places: a tenth of a metre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}
