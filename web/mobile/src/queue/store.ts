// The phone's own memory (IndexedDB): parcels with the bytes of their photos, and what was read
// ahead for when there is no signal. A parcel and its photos change in one transaction.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { components } from '@shirong/shared/api/schema/media.ts'
import { REMEMBERED, type Parcel, type Shot } from './parcel'

export type Ticket = components['schemas']['TicketView']

interface Memory extends DBSchema {
  parcels: { key: string; value: Parcel }
  /** Bytes of photos by photo id. */
  pictures: { key: string; value: ArrayBuffer }
  /** What was read ahead, by name. */
  kept: { key: string; value: unknown }
  /** Capture tickets that no photo has. */
  tickets: { key: string; value: Ticket }
}

export type Store = IDBPDatabase<Memory>

const NAME = 'shirong'

/** Opens the memory; a copy that another tab of a newer program wants to change is let go. */
export function openStore(name = NAME): Promise<Store> {
  return openDB<Memory>(name, 1, {
    upgrade(database) {
      database.createObjectStore('parcels', { keyPath: 'id' })
      database.createObjectStore('pictures')
      database.createObjectStore('kept')
      database.createObjectStore('tickets', { keyPath: 'nonce' })
    },
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  })
}

let opened: Promise<Store> | undefined

/** The memory of this page, opened once. */
export function store(): Promise<Store> {
  opened ??= openStore().catch((error) => {
    opened = undefined
    throw error
  })
  return opened
}

export function parcels(of: Store): Promise<Parcel[]> {
  return of.getAll('parcels')
}

/** Keeps a new parcel, or one whose form is open. */
export async function keep(of: Store, parcel: Parcel): Promise<void> {
  await of.put('parcels', parcel)
}

/** Adds a photo to a parcel: both are kept, or neither. */
export async function addShot(
  of: Store,
  parcel: Parcel,
  shot: Shot,
  bytes: ArrayBuffer,
): Promise<void> {
  const transaction = of.transaction(['parcels', 'pictures'], 'readwrite')
  void transaction.objectStore('pictures').put(bytes, shot.id)
  void transaction.objectStore('parcels').put(parcel)
  await transaction.done
}

/** Takes a photo out of a parcel that wasn't sent. */
export async function dropShot(of: Store, parcel: Parcel, shotId: string): Promise<void> {
  const transaction = of.transaction(['parcels', 'pictures'], 'readwrite')
  void transaction.objectStore('pictures').delete(shotId)
  void transaction.objectStore('parcels').put(parcel)
  await transaction.done
}

/** Changes a parcel as it stands; nothing where it is gone. The photos of a sent one are let go. */
export async function change(
  of: Store,
  id: string,
  work: (parcel: Parcel) => Parcel,
): Promise<void> {
  const transaction = of.transaction(['parcels', 'pictures'], 'readwrite')
  const found = await transaction.objectStore('parcels').get(id)
  if (found) {
    const changed = work(found)
    void transaction.objectStore('parcels').put(changed)
    if (changed.state === 'sent') {
      for (const shot of changed.shots) void transaction.objectStore('pictures').delete(shot.id)
    }
  }
  await transaction.done
}

/** Forgets a parcel and its photos. */
export async function forget(of: Store, parcel: Parcel): Promise<void> {
  const transaction = of.transaction(['parcels', 'pictures'], 'readwrite')
  for (const shot of parcel.shots) void transaction.objectStore('pictures').delete(shot.id)
  void transaction.objectStore('parcels').delete(parcel.id)
  await transaction.done
}

/** Forgets what was delivered long enough ago. */
export async function sweep(of: Store, now: number): Promise<void> {
  for (const parcel of await parcels(of)) {
    if (parcel.state === 'sent' && parcel.madeAt + REMEMBERED < now) await forget(of, parcel)
  }
}

/** The bytes of a photo; undefined once they are with the server alone. */
export function picture(of: Store, shotId: string): Promise<ArrayBuffer | undefined> {
  return of.get('pictures', shotId)
}
