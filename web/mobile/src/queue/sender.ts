// Sends what waits, step by step. It may end at any moment, in the middle of a request too: each
// step is kept when it is known, and one that was done but not known is done again without effect.
import { after, due, nextStep, type Outcome, type Parcel, type Shot } from './parcel'
import { change, parcels, picture, type Store } from './store'

/** How steps reach the server; no outcome is an exception. */
export interface Wire {
  /** Sends the next piece of a photo. */
  upload(shot: Shot, bytes: ArrayBuffer): Promise<Outcome>
  command(parcel: Parcel): Promise<Outcome>
}

export interface Sending {
  store: Store
  wire: Wire
  personId: string
  now?: () => number
  /** Called after each step, so that a screen can show it. */
  told?: () => void
}

/** Sends until nothing of the person's is due, or the server is out of reach; what ended it. */
export async function sendAll(sending: Sending): Promise<'done' | 'away' | 'ended'> {
  const { store, wire, personId, now = Date.now, told } = sending
  for (;;) {
    const parcel = due(await parcels(store), personId, now())
    if (!parcel) return 'done'
    const outcome = await attempt(store, wire, parcel)
    if (outcome.came === 'away' || outcome.came === 'ended') return outcome.came
    await change(store, parcel.id, (found) => after(found, outcome, now()))
    told?.()
  }
}

async function attempt(store: Store, wire: Wire, parcel: Parcel): Promise<Outcome> {
  const step = nextStep(parcel)
  if (step.does === 'command') return wire.command(parcel)
  const bytes = await picture(store, step.shot.id)
  if (!bytes) return { came: 'refused', words: 'photo-lost' }
  return wire.upload(step.shot, bytes)
}
