// Pictures that the server holds, by the signed links it gives for some minutes.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/media.ts'

export type Photo = components['schemas']['PhotoView']

/** A case's photos, in the order they came. */
export async function readCasePhotos(caseId: string): Promise<Photo[]> {
  const params = { path: { case_id: caseId }, query: { limit: 100 } }
  return (await done(api.GET('/api/media/cases/{case_id}/photos', { params }))).items
}

/** Milliseconds before its end at which a link is asked for anew. */
const MARGIN = 60_000
const known = new Map<string, Promise<Photo>>()

/** One photo; asked for once, until its links end or it gets them. */
export async function readPhoto(photoId: string): Promise<Photo> {
  const params = { path: { photo_id: photoId } }
  const asked = known.get(photoId) ?? done(api.GET('/api/media/photos/{photo_id}', { params }))
  known.set(photoId, asked)
  try {
    const found = await asked
    const end = found.links ? Date.parse(found.links.expires_at) - MARGIN : 0
    if (end < Date.now()) known.delete(photoId)
    return found
  } catch (error) {
    known.delete(photoId)
    throw error
  }
}
