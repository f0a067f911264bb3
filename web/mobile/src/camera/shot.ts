// A taken or chosen picture becomes a shot: sealed by its SHA-256 on the phone, with its own id,
// its time, its place and a ticket.
import { takeTicket } from '../ahead/tickets'
import type { Position, Shot } from '../queue/parcel'

/** Most photos of one report or rectification. */
export const MOST = 9
/** Bytes of a photo that the server takes. */
const LARGEST = 15_000_000

const TYPES: readonly string[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/heif',
] satisfies Shot['type'][]

export class NotUsable extends Error {
  constructor(readonly reason: 'type' | 'size') {
    super(reason)
  }
}

interface Taken {
  /** `null` for a picture from the album: only its own file may know. */
  capturedAt: Date | null
  position: Position | null
  address: string
}

export async function makeShot(
  picture: Blob,
  taken: Taken,
): Promise<{ shot: Shot; bytes: ArrayBuffer }> {
  if (!TYPES.includes(picture.type)) throw new NotUsable('type')
  if (picture.size > LARGEST || picture.size === 0) throw new NotUsable('size')
  const bytes = await picture.arrayBuffer()
  const shot: Shot = {
    id: crypto.randomUUID(),
    sha256: await sha256(bytes),
    size: bytes.byteLength,
    type: picture.type as Shot['type'],
    capturedAt: taken.capturedAt?.toISOString() ?? null,
    position: taken.position,
    address: taken.address.slice(0, 200),
    ticket: taken.capturedAt ? await takeTicket() : '',
    arrived: 0,
  }
  return { shot, bytes }
}

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (each) => each.toString(16).padStart(2, '0')).join('')
}
