// What is looked for in the library, kept in its address.
import type { components } from '@shirong/shared/api/schema/ledger.ts'

type Condition = NonNullable<components['schemas']['Question']['where']>

export interface Sought {
  text: string
  /** A category's code or the beginning of some: a major category's. */
  categories: string[]
  organisations: string[]
  /** Days of the closing, both included: `2026-01-31`. */
  from: string
  to: string
  /** Only those whose pictures stand side by side already. */
  compared: boolean
}

type Query = Record<string, string | null | (string | null)[] | undefined>

export function readAddress(query: Query): Sought {
  const text = (name: string) => {
    const value = query[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }
  return {
    text: text('text'),
    categories: text('categories').split(',').filter(Boolean),
    organisations: text('organisations').split(',').filter(Boolean),
    from: text('from'),
    to: text('to'),
    compared: text('compared') === '1',
  }
}

export function writeAddress(sought: Sought): Record<string, string> {
  const query = {
    text: sought.text.trim(),
    categories: sought.categories.join(','),
    organisations: sought.organisations.join(','),
    from: sought.from,
    to: sought.to,
    compared: sought.compared ? '1' : '',
  }
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value))
}

/** The super table's condition for it; none of everything. */
export function conditionOf(sought: Sought): Condition | null {
  const parts: Condition[] = []
  if (sought.text.trim()) parts.push({ text: sought.text.trim() })
  if (sought.categories.length) {
    parts.push({ column: 'category', is: 'in', values: sought.categories })
  }
  if (sought.organisations.length) {
    parts.push({ column: 'organisation_id', is: 'in', values: sought.organisations })
  }
  const first = sought.from && `${sought.from}T00:00:00+08:00`
  const last = sought.to && `${sought.to}T23:59:59.999+08:00`
  if (first && last) parts.push({ column: 'closed_at', is: 'between', values: [first, last] })
  else if (first) parts.push({ column: 'closed_at', is: 'above', values: [first] })
  else if (last) parts.push({ column: 'closed_at', is: 'below', values: [last] })
  if (sought.compared) parts.push({ column: 'comparison_ready', is: 'is', values: [true] })
  return parts.length ? { all: parts } : null
}
