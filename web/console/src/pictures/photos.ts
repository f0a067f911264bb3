// Photos by id, with signed links to their pictures: asked once, and again when links run out.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/media.ts'

export type Photo = components['schemas']['PhotoView']

/** Milliseconds before their end at which links are asked for again. */
const MARGIN = 30_000
/** A photo whose picture isn't made yet is asked for again after this. */
const UNREADY = 5_000
const AT_ONCE = 6

interface Kept {
  photo: Promise<Photo>
  until: number
}

const kept = new Map<string, Kept>()
const waiting: (() => void)[] = []
let asking = 0

/** A photo with its links; the same answer for everybody who shows it meanwhile. */
export function photo(id: string): Promise<Photo> {
  const known = kept.get(id)
  if (known && known.until > Date.now()) return known.photo
  const asked = ask(id)
  const entry: Kept = { photo: asked, until: Number.MAX_SAFE_INTEGER }
  kept.set(id, entry)
  asked.then(
    (found) => (entry.until = ends(found)),
    () => kept.delete(id),
  )
  return asked
}

/** Every photo of a case in the order they came. */
export async function photosOfCase(caseId: string): Promise<Photo[]> {
  const { items } = await done(
    api.GET('/api/media/cases/{case_id}/photos', {
      params: { path: { case_id: caseId }, query: { limit: 100 } },
    }),
  )
  for (const each of items) kept.set(each.id, { photo: Promise.resolve(each), until: ends(each) })
  return items
}

function ends(found: Photo): number {
  return found.links ? Date.parse(found.links.expires_at) - MARGIN : Date.now() + UNREADY
}

async function ask(id: string): Promise<Photo> {
  if (asking >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
  asking += 1
  try {
    return await done(
      api.GET('/api/media/photos/{photo_id}', { params: { path: { photo_id: id } } }),
    )
  } finally {
    asking -= 1
    waiting.shift()?.()
  }
}
