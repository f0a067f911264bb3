// Figures as every room writes them.

/** A share as “93.4%”; a dash of nothing. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined ? '—' : `${(100 * share).toFixed(digits)}%`
}
