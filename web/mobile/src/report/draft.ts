// A form whose every photo and word is on the phone as soon as it is there: whoever comes back finds
// it as it was left.
import { shallowRef } from 'vue'
import { makeShot } from '../camera/shot'
import type { Errand, Parcel } from '../queue/parcel'
import { discard, draft, submit } from '../queue/queue'
import * as memory from '../queue/store'

export async function openDraft(errand: Errand) {
  const parcel = shallowRef<Parcel>(await draft(errand))
  // One change after the other, so that an earlier one never overwrites a later one.
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }

  /** Seals a picture and keeps it; throws `NotUsable`, or what the browser says when it is full. */
  function add(picture: Blob, taken: Parameters<typeof makeShot>[1]): Promise<void> {
    return inTurn(async () => {
      const { shot, bytes } = await makeShot(picture, taken)
      const with_ = { ...parcel.value, shots: [...parcel.value.shots, shot] }
      await memory.addShot(await memory.store(), with_, shot, bytes)
      parcel.value = with_
    })
  }

  function drop(shotId: string): Promise<void> {
    return inTurn(async () => {
      const shots = parcel.value.shots.filter((each) => each.id !== shotId)
      const without = { ...parcel.value, shots }
      await memory.dropShot(await memory.store(), without, shotId)
      parcel.value = without
    })
  }

  /** Keeps what is written as it is now. */
  function write(now: Errand): Promise<void> {
    return inTurn(async () => {
      const changed = { ...parcel.value, errand: now }
      await memory.keep(await memory.store(), changed)
      parcel.value = changed
    })
  }

  return {
    parcel,
    add,
    drop,
    write,
    submit: () => inTurn(() => submit(parcel.value)),
    discard: () => inTurn(() => discard(parcel.value)),
  }
}

export type Draft = Awaited<ReturnType<typeof openDraft>>
