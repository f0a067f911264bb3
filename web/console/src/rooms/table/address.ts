// What the table shows, kept in its address, so that it can be sent to somebody and gone back to.
import type { Condition, Order } from './conditions'

/** Columns by their names, extra ones by theirs; `by` are those it is grouped by. */
export interface Shown {
  where: Condition | null
  order: Order[]
  columns: string[]
  extras: string[]
  by: string[]
  /** The saved view that it began with. */
  view: string | null
}

type Query = Record<string, string | null | (string | null)[] | undefined>

export const USUAL_COLUMNS = [
  'number',
  'stage',
  'category',
  'description',
  'organisation_id',
  'due_at',
  'submitted_at',
  'reporter_organisation_id',
  'returns',
  'closed_at',
]

/** What an address asks for; what it doesn't say, or says wrongly, is as usual. */
export function readAddress(query: Query): Shown {
  return {
    where: condition(text(query.filter)),
    order: list(text(query.sort)).map((each) =>
      each.startsWith('-')
        ? { column: each.slice(1), descending: true }
        : { column: each, descending: false },
    ),
    columns: query.columns === undefined ? [...USUAL_COLUMNS] : list(text(query.columns)),
    extras: strings(text(query.extras)),
    by: list(text(query.by)),
    view: text(query.view) || null,
  }
}

/** The address of what is shown, without what is as usual. */
export function writeAddress(shown: Shown): Record<string, string> {
  const query: Record<string, string> = {}
  if (shown.where) query.filter = JSON.stringify(shown.where)
  if (shown.order.length) {
    query.sort = shown.order
      .map((each) => (each.descending ? `-${each.column}` : each.column))
      .join(',')
  }
  if (shown.columns.join() !== USUAL_COLUMNS.join()) query.columns = shown.columns.join(',')
  if (shown.extras.length) query.extras = JSON.stringify(shown.extras)
  if (shown.by.length) query.by = shown.by.join(',')
  if (shown.view) query.view = shown.view
  return query
}

function text(value: Query[string]): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

function list(value: string): string[] {
  return value.split(',').filter(Boolean)
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

function strings(value: string): string[] {
  const found = parsed(value)
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : []
}

/** A condition, or the body of a question that holds one. The ledger says what is wrong with it. */
function condition(value: string): Condition | null {
  const found = parsed(value)
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return null
  return ('where' in found ? found.where : found) as Condition | null
}
