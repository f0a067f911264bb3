// The pictures of closed cases: signed links that end after some minutes, asked for when a card
// comes into sight.
import type { components } from '@shirong/shared/api/schema/media.ts'
import { api, done } from '@shirong/shared/api/client.ts'

type Photo = components['schemas']['PhotoView']

/** Addresses of what to set beside each other; none where a picture isn't ready. */
export interface Comparison {
  before: string | null
  after: string | null
  beforeSmall: string | null
  afterSmall: string | null
}

/** The first pictures before and after among those of a case. */
export async function readComparison(of: {
  case_id: string
  before_photo_ids: string[]
  after_photo_ids: string[]
}): Promise<Comparison> {
  const params = { path: { case_id: of.case_id }, query: { limit: 100 } }
  const { items } = await done(api.GET('/api/media/cases/{case_id}/photos', { params }))
  const links = new Map(items.map((photo) => [photo.id, photo.links]))
  const first = (ids: string[]) => ids.map((id) => links.get(id)).find(Boolean) ?? null
  const before: Photo['links'] = first(of.before_photo_ids)
  const after: Photo['links'] = first(of.after_photo_ids)
  return {
    before: before?.picture ?? null,
    after: after?.picture ?? null,
    beforeSmall: before?.thumbnail ?? null,
    afterSmall: after?.thumbnail ?? null,
  }
}
