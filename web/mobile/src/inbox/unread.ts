// How much is unread, live while the program is open.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/notice.ts'
import { listen } from '@shirong/shared/live.ts'
import { person } from '@shirong/shared/session.ts'
import { readonly, ref, watch } from 'vue'

export type Unread = components['schemas']['Unread']

const count = ref<Unread>({ unread: 0, urgent: 0 })
export const unread = readonly(count)

/** Listens for whoever is signed in. */
export function watchInbox(): void {
  let stop: (() => void) | undefined
  watch(
    () => person.value?.id,
    (id) => {
      stop?.()
      count.value = { unread: 0, urgent: 0 }
      if (!id) return
      stop = listen('/api/notice/notices/live', ({ event, data }) => {
        if (event === 'inbox') count.value = JSON.parse(data) as Unread
      })
    },
    { immediate: true },
  )
}

/** Marks everything up to the newest that was shown. */
export async function readThrough(through: number): Promise<void> {
  count.value = await done(api.POST('/api/notice/notices/read', { body: { through } }))
}

export async function readOne(id: number): Promise<void> {
  count.value = await done(
    api.POST('/api/notice/notices/{notice_id}/read', { params: { path: { notice_id: id } } }),
  )
}
