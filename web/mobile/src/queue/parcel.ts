// What waits on the phone: one report, rectification or recheck with its photos, and how far the
// server is known to have it. Nothing here touches a disk or a network; the sender does what
// `nextStep` says and keeps what `after` makes of it.
import type { Paths } from '@shirong/shared/api/client.ts'

type Body<Path extends keyof Paths, Left extends string = never> = Paths[Path] extends {
  post: { requestBody: { content: { 'application/json': infer Content } } }
}
  ? Omit<Content, Left>
  : never

export interface Position {
  longitude: number
  latitude: number
  /** Metres of the circle that holds the true place with 95 of 100. */
  accuracy: number
}

/** A photo as it was taken; its bytes lie beside it under its id. */
export interface Shot {
  id: string
  sha256: string
  size: number
  type: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'image/heif'
  capturedAt: string | null
  position: Position | null
  address: string
  /** A capture ticket as it was handed out; empty where there was none. */
  ticket: string
  /** Bytes that the server is known to have. */
  arrived: number
}

export type ReportBody = Body<'/api/intake/reports', 'id' | 'photo_ids'>

/** What the photos belong to, and the words that go with them. */
export type Errand =
  | { kind: 'report'; body: ReportBody }
  | { kind: 'rectification'; caseId: string; number: string; version: number; solution: string }
  | { kind: 'recheck'; caseId: string; number: string; version: number; reason: string }

/** `draft` belongs to an open form; `refused` waits for its author; `sent` holds no photos any more. */
export type State = 'draft' | 'waiting' | 'refused' | 'sent'

export interface Parcel {
  /** A report's id from first to last; else the key under which the command is known. */
  id: string
  personId: string
  madeAt: number
  errand: Errand
  shots: Shot[]
  state: State
  attempts: number
  /** The instant before which it isn't tried again by itself. */
  notBefore: number
  /** Why the last attempt failed, in the server's words where it had any. */
  problem: string
}

export type Step = { does: 'upload'; shot: Shot } | { does: 'command' }

/** What came of a step. `away` and `ended` say nothing of the parcel: the server wasn't reached, or
 * asks who this is. */
export type Outcome =
  | { came: 'arrived'; shotId: string; bytes: number }
  | { came: 'delivered' }
  | { came: 'refused'; words: string }
  | { came: 'failed'; words: string }
  | { came: 'away' }
  | { came: 'ended' }

/** Milliseconds before a failed parcel is tried again: at first, and at most. */
export const PAUSES = [5_000, 600_000] as const
/** Milliseconds for which a delivered parcel is still shown. */
export const REMEMBERED = 86_400_000

export function newParcel(personId: string, errand: Errand, now: number): Parcel {
  return {
    id: crypto.randomUUID(),
    personId,
    madeAt: now,
    errand,
    shots: [],
    state: 'draft',
    attempts: 0,
    notBefore: 0,
    problem: '',
  }
}

/** What to do for a waiting parcel: photos first, in their order, then the command that names them. */
export function nextStep(parcel: Parcel): Step {
  const shot = parcel.shots.find((each) => each.arrived < each.size)
  return shot ? { does: 'upload', shot } : { does: 'command' }
}

/** The parcel after a step; the same one where the step says nothing of it. */
export function after(parcel: Parcel, outcome: Outcome, now: number): Parcel {
  switch (outcome.came) {
    case 'arrived':
      return {
        ...parcel,
        attempts: 0,
        problem: '',
        shots: parcel.shots.map((each) =>
          each.id === outcome.shotId ? { ...each, arrived: outcome.bytes } : each,
        ),
      }
    case 'delivered':
      return { ...parcel, state: 'sent', problem: '' }
    case 'refused':
      return { ...parcel, state: 'refused', problem: outcome.words }
    case 'failed': {
      const attempts = parcel.attempts + 1
      const pause = Math.min(PAUSES[0] * 2 ** (attempts - 1), PAUSES[1])
      return { ...parcel, attempts, notBefore: now + pause, problem: outcome.words }
    }
    case 'away':
    case 'ended':
      return parcel
  }
}

/** Made ready to be tried at once, with what its author changed meanwhile. */
export function again(parcel: Parcel, errand: Errand = parcel.errand): Parcel {
  return { ...parcel, errand, state: 'waiting', attempts: 0, notBefore: 0, problem: '' }
}

/** The person's parcel that is to be sent next: of those whose time has come, the oldest. */
export function due(parcels: Parcel[], personId: string, now: number): Parcel | undefined {
  return parcels
    .filter((each) => each.state === 'waiting' && each.personId === personId)
    .filter((each) => each.notBefore <= now)
    .sort((one, other) => one.madeAt - other.madeAt)[0]
}

/** The instant at which a parcel that waits for another attempt is due; undefined where none does. */
export function wakeAt(parcels: Parcel[], personId: string): number | undefined {
  const times = parcels
    .filter((each) => each.state === 'waiting' && each.personId === personId)
    .map((each) => each.notBefore)
  return times.length > 0 ? Math.min(...times) : undefined
}

/** How much of a parcel's photos the server has, from 0 to 1. */
export function share(parcel: Parcel): number {
  const whole = parcel.shots.reduce((sum, each) => sum + each.size, 0)
  return whole === 0 ? 1 : parcel.shots.reduce((sum, each) => sum + each.arrived, 0) / whole
}
