// The city's own data that a report needs: read ahead while there is signal, and at hand without it.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components as Intake } from '@shirong/shared/api/schema/intake.ts'
import type { components as Media } from '@shirong/shared/api/schema/media.ts'
import { categories, organisations, readDirectory } from '@shirong/shared/directory.ts'
import { computed, shallowRef } from 'vue'
import { readOrKept } from './kept'

export type Template = Required<Media['schemas']['TemplateBody']>
export type Area = Intake['schemas']['Feature']

export const templates = shallowRef<Template[]>([])
export const areas = shallowRef<Area[]>([])
/** The outlines as maps draw them; null where a city has none. */
export const outlines = computed(() =>
  areas.value.length > 0
    ? ({ type: 'FeatureCollection', features: areas.value } as GeoJSON.FeatureCollection)
    : null,
)

/** Reads names, categories, outlines and watermarks; each for itself, so that one that can't be had
 * leaves the others. */
export async function readReference(): Promise<void> {
  await Promise.allSettled([directory(), streets(), watermarks()])
}

async function directory(): Promise<void> {
  const found = await readOrKept('directory', async () => {
    await readDirectory()
    return {
      organisations: [...organisations.value.values()],
      categories: [...categories.value.values()],
    }
  })
  organisations.value = new Map(found.organisations.map((each) => [each.id, each]))
  categories.value = new Map(found.categories.map((each) => [each.code, each]))
}

async function streets(): Promise<void> {
  const found = await readOrKept('areas', () => done(api.GET('/api/intake/areas')))
  areas.value = found.features
}

async function watermarks(): Promise<void> {
  const found = await readOrKept('watermark-templates', () =>
    done(api.GET('/api/media/watermark-templates')),
  )
  templates.value = found.templates as Template[]
}
