// Reading for a page: what came, why it didn't, and reading again; lists go on page by page.
import { onMounted, onScopeDispose, ref, shallowRef } from 'vue'

export function useReading<T>(read: () => Promise<T>) {
  const found = shallowRef<T>()
  const error = shallowRef<unknown>(null)
  const isReading = ref(false)

  async function reload(): Promise<void> {
    isReading.value = true
    try {
      found.value = await read()
      error.value = null
    } catch (reason) {
      error.value = reason
    } finally {
      isReading.value = false
    }
  }

  onMounted(reload)
  onShown(() => void reload())
  return { found, error, isReading, reload }
}

export interface Page<T> {
  items: T[]
  next: string | null
}

export function useList<T>(readPage: (after: string | undefined) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const error = shallowRef<unknown>(null)
  const isReading = ref(false)
  const isRead = ref(false)

  async function read(after?: string): Promise<void> {
    isReading.value = true
    try {
      const page = await readPage(after)
      items.value = after ? [...items.value, ...page.items] : page.items
      next.value = page.next
      error.value = null
      isRead.value = true
    } catch (reason) {
      error.value = reason
    } finally {
      isReading.value = false
    }
  }

  onMounted(() => read())
  onShown(() => void read())
  return {
    items,
    next,
    error,
    isReading,
    isRead,
    reload: () => read(),
    more: () => read(next.value ?? undefined),
  }
}

/** Somebody comes back to the program: what they see should be what is. */
function onShown(work: () => void): void {
  const listener = () => {
    if (document.visibilityState === 'visible') work()
  }
  document.addEventListener('visibilitychange', listener)
  onScopeDispose(() => document.removeEventListener('visibilitychange', listener))
}
