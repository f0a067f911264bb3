// A short word on what has just happened, shown for some seconds and read out by screen readers.
import { readonly, ref } from 'vue'

export interface Word {
  words: string
  tone: 'done' | 'failed'
}

/** Milliseconds for which a word stays. */
const STAYS = 3_500

const shown = ref<Word | null>(null)
export const told = readonly(shown)
let timer: ReturnType<typeof setTimeout> | undefined

export function tell(words: string, tone: Word['tone'] = 'done'): void {
  clearTimeout(timer)
  shown.value = { words, tone }
  timer = setTimeout(() => (shown.value = null), STAYS)
}
