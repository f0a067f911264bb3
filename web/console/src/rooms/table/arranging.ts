// The order of the rows and of the columns, as it follows from clicking and dragging.
import type { Shown } from './address'
import type { Order } from './conditions'

/** Columns that rows are ordered by at most. */
export const MOST = 4

/** A click orders by a column, up, down, then no more; `adding` does so beside the others. */
export function turned(order: Order[], column: string, adding: boolean): Order[] {
  const there = order.find((each) => each.column === column)
  const next = there?.descending ? [] : [{ column, descending: there !== undefined }]
  if (!adding) return next
  if (!there) return [...order, ...next].slice(0, MOST)
  return order.flatMap((each) => (each === there ? next : [each]))
}

/** A column, by its key, is put where another one stands; extra ones stay among themselves. */
export function moved(
  { columns, extras }: Pick<Shown, 'columns' | 'extras'>,
  from: string,
  to: string,
): Pick<Shown, 'columns' | 'extras'> {
  const keys = extras.map((name) => `told:${name}`)
  return {
    columns: put(columns, from, to),
    extras: put(keys, from, to).map((key) => key.slice('told:'.length)),
  }
}

function put(keys: string[], from: string, to: string): string[] {
  const at = keys.indexOf(from)
  const onto = keys.indexOf(to)
  return at < 0 || onto < 0 ? keys : keys.toSpliced(at, 1).toSpliced(onto, 0, from)
}
