// Keys of the desk: each page brings its own, and the help shows those that work at the moment.
import { computed, onBeforeUnmount, onMounted, shallowReactive } from 'vue'

export interface Key {
  /** As `KeyboardEvent.key` says it; `mod+k` with Control or Command. */
  key: string
  /** The words key of what it does. */
  does: string
  press: () => void
}

export interface KeyLayer {
  /** The words key of where these keys work. */
  title: string
  keys: Key[]
}

const layers = shallowReactive<KeyLayer[]>([])

/** The keys that work now, the page's own last. */
export const keysNow = computed(() => [...layers])

/** What is typed into, or reads keys itself. */
const OWN_KEYS = 'input, textarea, select, [contenteditable=true], [role=dialog], [role=listbox]'

/** The name under which a key is registered. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

/** The key that an event means; the latest layer wins. Typed letters mean none. */
export function keyFor(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>,
  among: readonly KeyLayer[],
): Key | undefined {
  if (event.altKey) return undefined
  const name = nameOf(event)
  const place = event.target instanceof Element ? event.target : null
  if (!name.startsWith('mod+') && place?.closest(OWN_KEYS)) return undefined
  // A button or link that has the focus is pressed by these.
  if ((name === ' ' || name === 'Enter') && place?.closest('button, a, summary')) return undefined
  for (const layer of [...among].reverse()) {
    const found = layer.keys.find((each) => each.key === name)
    if (found) return found
  }
  return undefined
}

function pressed(event: KeyboardEvent): void {
  const key = keyFor(event, layers)
  if (!key) return
  event.preventDefault()
  key.press()
}

/** Lets keys work while the component is there. */
export function useKeys(title: string, keys: Key[]): void {
  const layer: KeyLayer = { title, keys }
  onMounted(() => {
    if (layers.length === 0) document.addEventListener('keydown', pressed)
    layers.push(layer)
  })
  onBeforeUnmount(() => {
    layers.splice(layers.indexOf(layer), 1)
    if (layers.length === 0) document.removeEventListener('keydown', pressed)
  })
}
