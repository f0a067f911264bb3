// A filter while somebody builds it: groups of conditions that may not be complete yet.
import { isComplete, type Compared, type Condition, type Told } from './conditions'

export interface Group {
  kind: 'group'
  join: 'all' | 'any'
  opposite: boolean
  parts: Draft[]
}
export interface Single {
  kind: 'single'
  condition: Condition
}
export type Draft = Group | Single

/** The draft of a filter; at its top there is always a group. */
export function drafted(where: Condition | null): Group {
  if (where === null) return { kind: 'group', join: 'all', opposite: false, parts: [] }
  const draft = draftOf(where)
  if (draft.kind === 'group') return draft
  return { kind: 'group', join: 'all', opposite: false, parts: [draft] }
}

function draftOf(condition: Condition): Draft {
  if ('not' in condition) {
    const inner = drafted(condition.not)
    if (!inner.opposite) return { ...inner, opposite: true }
    return { kind: 'group', join: 'all', opposite: true, parts: [inner] }
  }
  if ('all' in condition) return group('all', condition.all)
  if ('any' in condition) return group('any', condition.any)
  return { kind: 'single', condition }
}

function group(join: Group['join'], parts: Condition[]): Group {
  return { kind: 'group', join, opposite: false, parts: parts.map(draftOf) }
}

/** The filter of a draft, without what isn't complete. */
export function finished(draft: Draft): Condition | null {
  if (draft.kind === 'single') return isComplete(draft.condition) ? draft.condition : null
  const parts = draft.parts.map(finished).filter((each) => each !== null)
  if (parts.length === 0) return null
  const joined: Condition =
    parts.length === 1 ? parts[0]! : draft.join === 'all' ? { all: parts } : { any: parts }
  return draft.opposite ? { not: joined } : joined
}

/** Whether something is left out of the filter as it isn't complete. */
export function isUnfinished(draft: Draft): boolean {
  return draft.kind === 'group' ? draft.parts.some(isUnfinished) : finished(draft) === null
}

/** A condition that compares a column, as far as it can be edited by clicking. */
export function comparedIn(condition: Condition): Compared | Told | null {
  return 'column' in condition || 'told' in condition ? condition : null
}
