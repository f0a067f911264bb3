// Phrases of habit: what somebody writes again and again, by one tap; the city's usual words until
// there are any.

const KEPT = 'shirong.phrases'
/** Phrases kept for each purpose, and letters up to which something is a phrase. */
const MOST = 30
const LONGEST = 40

/** What is written: a report's words, the reason of a step, the solution of a problem. */
export type Purpose =
  | 'report'
  | 'urgent'
  | 'withdrawal'
  | 'solution'
  | 'recheck'
  | 'pass'
  | 'return'
  | 'defer'
  | 'handBack'
  | 'decline'
type Counts = Record<string, number>

export function remember(purpose: Purpose, words: string): void {
  const phrase = words.trim()
  if (!phrase || phrase.length > LONGEST) return
  const counts = read(purpose)
  counts[phrase] = (counts[phrase] ?? 0) + 1
  const kept = Object.entries(counts)
    .sort((one, other) => other[1] - one[1])
    .slice(0, MOST)
  localStorage.setItem(key(purpose), JSON.stringify(Object.fromEntries(kept)))
}

/** Own phrases, the most used first, then the usual ones. */
export function phrases(purpose: Purpose, usual: string[], most = 8): string[] {
  const own = Object.entries(read(purpose)).sort((one, other) => other[1] - one[1])
  return [...new Set([...own.map(([phrase]) => phrase), ...usual])].slice(0, most)
}

function read(purpose: Purpose): Counts {
  return JSON.parse(localStorage.getItem(key(purpose)) ?? '{}') as Counts
}

function key(purpose: Purpose): string {
  return `${KEPT}.${purpose}`
}
