// What codes in cells are called.
import {
  categories,
  categoryName,
  organisationName,
  organisations,
} from '@shirong/shared/directory.ts'
import { computed } from 'vue'
import type { Cell, Column } from './editing'

const byCode = computed(
  () => new Map([...organisations.value.values()].map((each) => [each.code, each.id])),
)

/** An organisation's id, by its code. */
export function organisationOf(code: string): string | undefined {
  return byCode.value.get(code)
}

/** The name behind a code; nothing where the cell holds none. */
export function nameOf(column: Column, cell: Cell): string {
  if (typeof cell !== 'string' || !cell) return ''
  if (column.kind === 'organisation') return organisationName(byCode.value.get(cell))
  if (column.kind === 'category') {
    const name = categoryName(cell)
    return name === cell ? '' : name
  }
  return column.called?.(cell) ?? ''
}

/** How a cell reads where it isn't typed in. */
export function shown(column: Column, cell: Cell): string {
  if (cell === null || cell === undefined || cell === '') return '—'
  if (Array.isArray(cell)) return cell.join(', ')
  if (typeof cell === 'boolean') return cell ? '✓' : '✗'
  const chosen = column.choices?.().find((each) => each.value === cell)
  if (chosen) return chosen.label
  const name = nameOf(column, cell)
  return name ? `${name} ${cell}` : String(cell)
}

/** What cells of organisations and categories offer to choose from. */
export const known = computed(() => ({
  organisation: [...organisations.value.values()]
    .filter((each) => each.active)
    .map((each) => ({ value: each.code, label: organisationName(each.id) })),
  category: [...categories.value.values()].map((each) => ({
    value: each.code,
    label: categoryName(each.code),
  })),
}))
