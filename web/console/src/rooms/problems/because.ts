// What speaks for a judged organisation, in words: intake tells it in codes.
import { categoryName, nameByCode } from '@shirong/shared/directory.ts'

export interface Because {
  /** The key of the sentence below `problems.because`. */
  key: string
  first: string
  rest: string
}

/** A code with what it is about by name; a word of the description stays as it is. */
export function because(told: string): Because {
  const [key = '', ...said] = told.split(' ')
  if (key === 'rule') return { key, first: said[0] ?? '', rest: nameByCode(said[1]) }
  const rest = said.join(' ')
  if (key === 'category') return { key, first: '', rest: categoryName(rest) }
  if (key === 'area') return { key, first: '', rest: nameByCode(rest) }
  return { key, first: '', rest }
}
