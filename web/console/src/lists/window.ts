// Which rows of a long list are worth drawing.

/** Rows drawn above and below what is seen. */
const BEYOND = 4

export interface Window {
  from: number
  to: number
}

/** The rows to draw of `count` rows of one height, `to` not included. */
export function windowOf(scrolled: number, height: number, row: number, count: number): Window {
  const first = Math.floor(scrolled / row) - BEYOND
  const last = Math.ceil((scrolled + height) / row) + BEYOND
  return { from: Math.max(0, Math.min(first, count)), to: Math.min(count, Math.max(0, last)) }
}

/** How far to scroll so that a row is seen; where it is seen already, not at all. */
export function scrollFor(index: number, scrolled: number, height: number, row: number): number {
  const top = index * row
  if (top < scrolled) return top
  if (top + row > scrolled + height) return top + row - height
  return scrolled
}
