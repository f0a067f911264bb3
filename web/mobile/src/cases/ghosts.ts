// The photos from before, half transparent, for the viewfinder; kept on the phone with the case, so
// that the same angle is found without signal too.
import { api, done } from '@shirong/shared/api/client.ts'
import { reach } from '@shirong/shared/renewal.ts'
import { readOrKept } from '../ahead/kept'

/** Most ghosts of a case that are kept. */
const MOST = 4

/** Addresses of a case's ghosts, good as long as the page; release them with `URL.revokeObjectURL`. */
export async function readGhosts(caseId: string): Promise<string[]> {
  const pictures = await readOrKept(`ghosts.${caseId}`, async () => {
    const { items } = await done(
      api.GET('/api/media/cases/{case_id}/ghosts', { params: { path: { case_id: caseId } } }),
    )
    const answers = items.slice(0, MOST).map((each) => reach(each.url, {}))
    const found = (await Promise.all(answers)).filter((each) => each.ok)
    return Promise.all(found.map((each) => each.arrayBuffer()))
  })
  return pictures.map((each) => URL.createObjectURL(new Blob([each], { type: 'image/webp' })))
}
