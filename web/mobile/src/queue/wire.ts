// How parcels reach the services: photos piece by piece (tus 1.0.0), then the command that names
// them. The same steps serve the page and the service worker, each with a client of its own.
import { creating, done, doneWith } from '@shirong/shared/api/answers.ts'
import type { api } from '@shirong/shared/api/client.ts'
import { Away, Refused } from '@shirong/shared/problem.ts'
import type { Outcome, Parcel, Shot } from './parcel'
import type { Wire } from './sender'

type Client = typeof api

/** Bytes of a piece: small enough to be worth its while on a weak signal. */
export const PIECE = 512 * 1024

/** Answers that may be another one next time. */
const PASSING = new Set([408, 423, 425, 429])
const PASSING_CODES = new Set(['still-running', 'offset-differs'])

export function wireOf(client: Client): Wire {
  return {
    upload: (shot, bytes) => outcome(() => upload(client, shot, bytes)),
    command: (parcel) => outcome(() => command(client, parcel)),
  }
}

/** Announces the photo, which also tells how much is there, and sends the next piece. */
async function upload(client: Client, shot: Shot, bytes: ArrayBuffer): Promise<Outcome> {
  const { headers } = await doneWith(
    client.POST('/api/media/resumable', {
      params: { header: { 'upload-length': shot.size, 'upload-metadata': metadata(shot) } },
      headers: TUS,
      parseAs: 'text',
    }),
  )
  const offset = Number(headers.get('Upload-Offset'))
  if (offset >= shot.size) return { came: 'arrived', shotId: shot.id, bytes: shot.size }
  const piece = bytes.slice(offset, offset + PIECE)
  await done(
    client.PATCH('/api/media/resumable/{photo_id}', {
      params: { path: { photo_id: shot.id }, header: { 'upload-offset': offset } },
      headers: { ...TUS, 'Content-Type': 'application/offset+octet-stream' },
      body: piece as never,
      bodySerializer: (body) => body as never,
      parseAs: 'text',
    }),
  )
  return { came: 'arrived', shotId: shot.id, bytes: offset + piece.byteLength }
}

async function command(client: Client, parcel: Parcel): Promise<Outcome> {
  const photos = parcel.shots.map((each) => each.id)
  const { errand } = parcel
  if (errand.kind === 'report') {
    const body = { ...errand.body, id: parcel.id, photo_ids: photos }
    const headers = creating(parcel.id)
    await done(client.POST('/api/intake/reports', { body, headers }))
    return { came: 'delivered' }
  }
  const at = { path: { case_id: errand.caseId } }
  const headers = { ...creating(parcel.id), 'If-Match': `"v${errand.version}"` }
  try {
    if (errand.kind === 'rectification') {
      const body = { solution: errand.solution, after_photo_ids: photos }
      await done(
        client.POST('/api/closure/cases/{case_id}/rectification', { params: at, body, headers }),
      )
    } else {
      const body = { reason: errand.reason, photo_ids: photos }
      await done(client.POST('/api/closure/cases/{case_id}/recheck', { params: at, body, headers }))
    }
  } catch (error) {
    // The answer to an earlier attempt may have been lost longer ago than the server keeps answers.
    if (!(error instanceof Refused && error.isConflict)) throw error
    if (!(await isDone(client, errand.caseId, photos))) throw error
  }
  return { came: 'delivered' }
}

/** Whether the case knows these photos as a rectification's, or as a recheck's. */
async function isDone(client: Client, caseId: string, photos: string[]): Promise<boolean> {
  const found = await done(
    client.GET('/api/closure/cases/{case_id}', { params: { path: { case_id: caseId } } }),
  )
  const known = new Set([
    ...found.before_photo_ids,
    ...[found.round, ...found.earlier_rounds].flatMap((each) => each?.after_photo_ids ?? []),
  ])
  return photos.length > 0 && photos.every((each) => known.has(each))
}

async function outcome(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Away) return { came: 'away' }
    if (!(error instanceof Refused)) throw error
    const { status, detail } = error.problem
    if (status === 401) return { came: 'ended' }
    const words = detail || error.code
    const passes = status >= 500 || PASSING.has(status) || PASSING_CODES.has(error.code)
    return { came: passes ? 'failed' : 'refused', words }
  }
}

const TUS = { 'Tus-Resumable': '1.0.0' }

/** A photo's announcement as tus writes it: names, each with its value in base64. */
export function metadata(shot: Shot): string {
  const fields: Record<string, string> = {
    id: shot.id,
    sha256: shot.sha256,
    type: shot.type,
    captured_at: shot.capturedAt ?? '',
    longitude: shot.position ? String(shot.position.longitude) : '',
    latitude: shot.position ? String(shot.position.latitude) : '',
    address: shot.address,
    ticket: shot.ticket,
  }
  return Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${base64(value)}`)
    .join(',')
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
