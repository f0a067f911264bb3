// Taking a parcel off the phone by hand: a ZIP of its original photos and of what was written.
import type { Parcel } from './parcel'
import { picture, type Store } from './store'

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/heif': 'heif',
}

export interface Entry {
  name: string
  bytes: Uint8Array<ArrayBuffer>
}

/** The parcel as a file to share or keep. */
export async function archive(store: Store, parcel: Parcel): Promise<File> {
  const written = JSON.stringify({ ...parcel, shots: parcel.shots.map(withoutTicket) }, null, 2)
  const entries: Entry[] = [{ name: 'report.json', bytes: new TextEncoder().encode(written) }]
  for (const [index, shot] of parcel.shots.entries()) {
    const bytes = await picture(store, shot.id)
    const name = `photo-${index + 1}.${EXTENSIONS[shot.type]}`
    if (bytes) entries.push({ name, bytes: new Uint8Array(bytes) })
  }
  const day = new Date(parcel.madeAt).toISOString().slice(0, 16).replace(/[-:]/g, '')
  const name = `shirong-${day}-${parcel.id.slice(0, 8)}.zip`
  return new File(zip(entries), name, { type: 'application/zip' })
}

function withoutTicket({ ticket: _, ...shot }: Parcel['shots'][number]) {
  return shot
}

/** Stored, not deflated: photos are compressed already (APPNOTE 6.3.10, sections 4.3.7 to 4.3.16). */
export function zip(entries: Entry[]): BlobPart[] {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const spelled = new TextEncoder().encode(name)
    const sum = crc32(bytes)
    const about = [20, 0x0800, 0, 0, 0x21] as const
    const sizes = [sum, bytes.length, bytes.length] as const
    const local = header(0x04034b50, [], about, sizes, [spelled.length, 0], [])
    parts.push(local, spelled, bytes)
    const ends = [spelled.length, 0, 0, 0, 0] as const
    directory.push(header(0x02014b50, [20], about, sizes, ends, [0, offset]), spelled)
    offset += local.length + spelled.length + bytes.length
  }
  const length = directory.reduce((sum, each) => sum + each.length, 0)
  const count = entries.length
  const end = header(0x06054b50, [0, 0, count, count], [], [length, offset], [0], [])
  return [...parts, ...directory, end]
}

/** Groups of two and of four bytes in turn, little-endian, after a signature. */
function header(
  signature: number,
  first: readonly number[],
  second: readonly number[],
  wide: readonly number[],
  third: readonly number[],
  last: readonly number[],
): Uint8Array<ArrayBuffer> {
  const groups = [
    { size: 4, values: [signature] },
    { size: 2, values: [...first, ...second] },
    { size: 4, values: wide },
    { size: 2, values: third },
    { size: 4, values: last },
  ]
  const length = groups.reduce((sum, each) => sum + each.size * each.values.length, 0)
  const view = new DataView(new ArrayBuffer(length))
  let at = 0
  for (const { size, values } of groups) {
    for (const value of values) {
      if (size === 4) view.setUint32(at, value, true)
      else view.setUint16(at, value, true)
      at += size
    }
  }
  return new Uint8Array(view.buffer)
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff]! ^ (sum >>> 8)
  return (sum ^ 0xffffffff) >>> 0
}
