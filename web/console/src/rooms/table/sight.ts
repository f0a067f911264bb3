// Which rows are in sight. A browser can't scroll over more than some millions of pixels, so that
// one of its pixels stands for several of a very long list.

export const ROW = 36
/** Pixels that every browser scrolls over. */
const LONGEST = 8_000_000
/** Rows drawn beyond those in sight. */
const BEYOND = 6

export interface Sight {
  first: number
  last: number
  /** Where the first one is drawn, in pixels of the content. */
  top: number
}

/** Pixels of the content for so many rows. */
export function contentHeight(rows: number): number {
  return Math.min(rows * ROW, LONGEST)
}

/** What is in sight where so much was scrolled. */
export function inSight(scrolled: number, height: number, rows: number): Sight {
  const ratio = pixelsPerPixel(height, rows)
  const at = scrolled * ratio
  const first = Math.max(0, Math.floor(at / ROW) - BEYOND)
  const last = Math.min(rows, Math.ceil((at + height) / ROW) + BEYOND) - 1
  return { first, last, top: scrolled - (at - first * ROW) }
}

/** How far to scroll so that a row is seen; where it is seen already, nowhere. */
export function scrollFor(row: number, scrolled: number, height: number, rows: number): number {
  const ratio = pixelsPerPixel(height, rows)
  const at = scrolled * ratio
  if (row * ROW < at) return (row * ROW) / ratio
  if ((row + 1) * ROW > at + height) return ((row + 1) * ROW - height) / ratio
  return scrolled
}

function pixelsPerPixel(height: number, rows: number): number {
  const whole = rows * ROW
  return whole <= LONGEST || height >= LONGEST ? 1 : (whole - height) / (LONGEST - height)
}
