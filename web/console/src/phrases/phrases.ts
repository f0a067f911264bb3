// Phrases that somebody writes again and again, kept on this device.
import { reactive } from 'vue'

export type PhraseKind = 'reject' | 'return' | 'note' | 'refuse' | 'assign' | 'defer' | 'solve'

const KEPT = 'shirong.phrases'
const own = reactive<Partial<Record<PhraseKind, string[]>>>(read())

/** The phrases of a kind: one's own, and until there are some the ones given. */
export function phrases(kind: PhraseKind, given: string[]): string[] {
  return own[kind] ?? given
}

/** Keeps a list in place of the given one. */
export function keep(kind: PhraseKind, list: string[]): void {
  own[kind] = [...new Set(list.map((each) => each.trim()).filter(Boolean))]
  localStorage.setItem(KEPT, JSON.stringify(own))
}

function read(): Partial<Record<PhraseKind, string[]>> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Record<PhraseKind, string[]>>
  } catch {
    return {}
  }
}
