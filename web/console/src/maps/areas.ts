// The outlines of the streets, for maps without tiles.
import { api, done } from '@shirong/shared/api/client.ts'
import { shallowRef } from 'vue'

const areas = shallowRef<GeoJSON.GeoJsonObject | null>(null)
let asked: Promise<void> | null = null

/** The outlines as soon as they are read; a map does without them. */
export function useAreas() {
  asked ??= done(api.GET('/api/intake/areas')).then(
    (found) => {
      areas.value = found as unknown as GeoJSON.GeoJsonObject
    },
    () => {
      asked = null
    },
  )
  return areas
}
