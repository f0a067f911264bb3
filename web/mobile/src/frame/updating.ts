// The service worker: registered, asked for news, and let in when somebody wants the new program.
import { readonly, ref, shallowRef } from 'vue'

const waiting = shallowRef<ServiceWorker | null>(null)
/** A newer program is here and waits to be let in. */
export const isUpdateReady = readonly(waiting)
/** Milliseconds between two looks for a newer program. */
const OFTEN = 3_600_000

const isReplacing = ref(false)

export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const container = navigator.serviceWorker
  const hadOne = container.controller !== null
  container.addEventListener('controllerchange', () => {
    if (hadOne || isReplacing.value) location.reload()
  })
  const registration = await container.register(`${import.meta.env.BASE_URL}service-worker.js`, {
    scope: import.meta.env.BASE_URL,
    updateViaCache: 'none',
  })
  if (registration.waiting && container.controller) waiting.value = registration.waiting
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && container.controller) waiting.value = coming
    })
  })
  setInterval(() => void registration.update().catch(() => undefined), OFTEN)
}

/** Lets the newer program in; the page is loaded anew. What was typed is on the phone. */
export function update(): void {
  isReplacing.value = true
  waiting.value?.postMessage('take-over')
}
