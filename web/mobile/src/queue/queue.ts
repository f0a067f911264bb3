// The queue as screens see it: what waits here of whoever is signed in, and the sending of it, by
// one tab at a time. It goes on when the signal is back, when the program is opened or shown again,
// after a pause where something failed, and by Background Sync where that exists.
import { api } from '@shirong/shared/api/client.ts'
import { person } from '@shirong/shared/session.ts'
import { computed, readonly, ref, shallowRef, watch } from 'vue'
import { again, newParcel, wakeAt, type Errand, type Parcel } from './parcel'
import { sendAll } from './sender'
import * as memory from './store'
import { wireOf } from './wire'

/** The lock of whoever sends, the channel on which others hear of a change, and the sync's name. */
export const QUEUE = 'shirong.queue'
/** Milliseconds to wait before an unreachable server is tried again: at first, and at most. */
const PAUSES = [10_000, 300_000] as const

const all = shallowRef<Parcel[]>([])
const sending = ref(false)
const others = new BroadcastChannel(QUEUE)
const wire = wireOf(api)
let pause: number = PAUSES[0]
let timer: ReturnType<typeof setTimeout> | undefined
let running: Promise<void> | undefined

const own = computed(() =>
  all.value
    .filter((each) => each.personId === person.value?.id)
    .sort((one, other) => other.madeAt - one.madeAt),
)
/** What was submitted here: not yet on the server, refused, or delivered a short while ago. */
export const submitted = computed(() => own.value.filter((each) => each.state !== 'draft'))
export const drafts = computed(() => own.value.filter((each) => each.state === 'draft'))
/** What is on this phone only. */
export const undelivered = computed(() => submitted.value.filter((each) => each.state !== 'sent'))
export const isSending = readonly(sending)

/** Reads the queue and keeps it going as long as the program is open. */
export async function startQueue(): Promise<void> {
  others.onmessage = () => void read()
  addEventListener('online', () => void send())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void send()
  })
  watch(
    () => person.value?.id,
    (id) => {
      if (id) void send()
    },
  )
  await memory.sweep(await memory.store(), Date.now())
  await read()
  void send()
}

/** Sends what is due. Called while it sends, it is enough that the loop reads the queue anew. */
export function send(): Promise<void> {
  clearTimeout(timer)
  running ??= navigator.locks
    .request(QUEUE, run)
    .catch(() => undefined)
    .finally(() => {
      running = undefined
      void plan()
    })
  return running
}

async function run(): Promise<void> {
  const personId = person.value?.id
  if (!personId) return
  sending.value = true
  try {
    const store = await memory.store()
    const came = await sendAll({ store, wire, personId, told: changed })
    pause = came === 'away' ? Math.min(pause * 2, PAUSES[1]) : PAUSES[0]
  } finally {
    sending.value = false
    changed()
  }
}

/** Wakes up when something is due. */
async function plan(): Promise<void> {
  const at = wakeAt(all.value, person.value?.id ?? '')
  if (at !== undefined) timer = setTimeout(send, Math.max(pause, at - Date.now()))
}

function changed(): void {
  others.postMessage('changed')
  void read()
}

async function read(): Promise<void> {
  all.value = await memory.parcels(await memory.store())
}

/** The form that was left open for this errand, or a new one. */
export async function draft(errand: Errand): Promise<Parcel> {
  await read()
  const about = (each: Errand) => (each.kind === 'report' ? each.kind : each.kind + each.caseId)
  const left = drafts.value.find((each) => about(each.errand) === about(errand))
  return left ?? newParcel(person.value!.id, errand, Date.now())
}

/** Puts a finished form among what waits, and sends it if it can. */
export async function submit(parcel: Parcel): Promise<void> {
  await memory.keep(await memory.store(), again({ ...parcel, madeAt: Date.now() }))
  await read()
  changed()
  void askForSync()
  void send()
}

/** Tries a parcel at once, whatever it waited for; with another errand, where it was corrected. */
export async function retry(parcel: Parcel, errand?: Errand): Promise<void> {
  await memory.change(await memory.store(), parcel.id, (found) => again(found, errand))
  await read()
  await send()
}

/** Opens a refused parcel as a form again. */
export async function reopen(parcel: Parcel): Promise<void> {
  await memory.change(await memory.store(), parcel.id, (found) => ({
    ...found,
    state: 'draft',
    madeAt: Date.now(),
  }))
  changed()
}

/** Throws a parcel away, with its photos. */
export async function discard(parcel: Parcel): Promise<void> {
  await memory.forget(await memory.store(), parcel)
  changed()
}

async function askForSync(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as
    (ServiceWorkerRegistration & { sync?: { register(name: string): Promise<void> } }) | undefined
  await registration?.sync?.register(QUEUE).catch(() => undefined)
}
