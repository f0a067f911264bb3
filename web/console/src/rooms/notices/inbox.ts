// How much of one's inbox is unread, live: one stream for the whole program.
import { listen } from '@shirong/shared/live.ts'
import { person } from '@shirong/shared/session.ts'
import { ref, watch } from 'vue'

export interface Unread {
  unread: number
  urgent: number
}

export const unread = ref<Unread>({ unread: 0, urgent: 0 })
/** Counts up with every word of the stream: something came, or was read somewhere. */
export const changes = ref(0)

let stop: (() => void) | null = null

/** Begins to listen, once, for as long as somebody is signed in. */
export function watchInbox(): void {
  if (stop) return
  watch(
    () => person.value?.id,
    (id) => {
      stop?.()
      unread.value = { unread: 0, urgent: 0 }
      stop = id
        ? listen('/api/notice/notices/live', ({ event, data }) => hear(event, data))
        : () => {}
    },
    { immediate: true },
  )
}

function hear(event: string, data: string): void {
  if (event !== 'inbox') return
  unread.value = JSON.parse(data) as Unread
  changes.value++
}
