// What was read once stays readable without signal, for some days.
import { Away } from '@shirong/shared/problem.ts'
import { ref } from 'vue'
import { store } from '../queue/store'

interface Kept<T> {
  at: number
  value: T
}

/** Milliseconds after which what was kept is forgotten. */
const LASTS = 14 * 86_400_000

/** When what is shown was read, in ISO 8601, while it can't be read anew; else nothing. */
export const asOf = ref('')

/** What `read` answers, kept under a name; without signal what was kept, or `Away`. */
export async function readOrKept<T>(name: string, read: () => Promise<T>): Promise<T> {
  const memory = await store()
  try {
    const value = await read()
    await memory.put('kept', { at: Date.now(), value } satisfies Kept<T>, name)
    asOf.value = ''
    return value
  } catch (error) {
    const kept = error instanceof Away ? await memory.get('kept', name) : undefined
    if (kept === undefined) throw error
    const { at, value } = kept as Kept<T>
    asOf.value = new Date(at).toISOString()
    return value
  }
}

/** Forgets what nobody has read for long. */
export async function sweepKept(now = Date.now()): Promise<void> {
  const transaction = (await store()).transaction('kept', 'readwrite')
  for (let each = await transaction.store.openCursor(); each; each = await each.continue()) {
    const at = (each.value as Partial<Kept<unknown>>).at
    if (at !== undefined && at + LASTS < now) await each.delete()
  }
  await transaction.done
}

/** Forgets everything that was read for whoever signs out; what they submitted stays. */
export async function forgetKept(): Promise<void> {
  await (await store()).clear('kept')
  asOf.value = ''
}
