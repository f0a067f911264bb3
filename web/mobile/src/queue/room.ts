// Whether the phone has room for more photos, told before it has none.

/** Bytes: a photo of a good camera. */
const PHOTO = 4_000_000
/** Photos for which there must be room, or it is told. */
const FEW = 25

export interface Room {
  /** How many more photos fit, about; undefined where the browser doesn't say. */
  photos: number | undefined
  /** Whether the browser may throw the memory away when it needs the place. */
  persistent: boolean
}

/** Asks the browser to keep what is here, and how much fits. */
export async function readRoom(): Promise<Room> {
  const storage = navigator.storage
  const persistent = await (storage?.persist?.() ?? Promise.resolve(false)).catch(() => false)
  const told = await storage?.estimate?.().catch(() => undefined)
  return { photos: photosIn(told?.quota, told?.usage), persistent }
}

export function photosIn(quota?: number, usage?: number): number | undefined {
  if (quota === undefined || usage === undefined) return undefined
  return Math.max(0, Math.floor((quota - usage) / PHOTO))
}

export function isShort(room: Room): boolean {
  return room.photos !== undefined && room.photos < FEW
}

/** Whether keeping something failed because the phone is full. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}
