// The table's columns, read once, and what their cells show.
import type { components } from '@shirong/shared/api/schema/ledger.ts'
import { api, done } from '@shirong/shared/api/client.ts'
import {
  categories,
  categoryName,
  organisationName,
  organisations,
} from '@shirong/shared/directory.ts'
import { language } from '@shirong/shared/language.ts'
import { personName } from '@shirong/shared/people.ts'
import { person } from '@shirong/shared/session.ts'
import { choices, word, type Kind as Vocabulary } from '@shirong/shared/words/index.ts'
import { shallowRef } from 'vue'
import type { Column } from './conditions'

export type Row = components['schemas']['CaseView']

/** A column of the grid: one of the ledger's, or an extra one of spreadsheets and notes. */
export interface GridColumn {
  /** `told:` and its name, for an extra one. */
  key: string
  label: string
  /** The ledger's column; none of an extra one. */
  column: Column | null
  width: number
}

export const columns = shallowRef<ReadonlyMap<string, Column>>(new Map())
/** Names of extra columns that were seen in rows. */
export const extrasSeen = shallowRef<ReadonlySet<string>>(new Set())

/** Instants of a column stand below one another, so all are as long: “2026-01-31 08:05”. */
const MINUTES = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})
const WIDTHS: Partial<Record<Column['kind'], number>> = {
  text: 220,
  number: 88,
  flag: 88,
  instant: 150,
  day: 116,
  choice: 160,
  organisation: 150,
  category: 170,
}

export async function readColumns(): Promise<void> {
  if (columns.value.size > 0) return
  const found = await done(api.GET('/api/ledger/table/columns'))
  columns.value = new Map(found.map((each) => [each.name, each]))
}

export function columnName(name: string): string {
  const found = columns.value.get(name)
  if (!found) return name
  return language.value === 'en' ? found.en : found.zh
}

/** The grid's column of a name, as wide as its kind needs unless somebody chose otherwise. */
export function gridColumn(name: string, widths: Record<string, number>): GridColumn | null {
  const column = columns.value.get(name)
  if (!column) return null
  const width = widths[name] ?? (name === 'number' ? 150 : (WIDTHS[column.kind] ?? 130))
  return { key: name, label: columnName(name), column, width }
}

export function extraColumn(name: string, widths: Record<string, number>): GridColumn {
  const key = `told:${name}`
  return { key, label: name, column: null, width: widths[key] ?? 160 }
}

/** What extra columns show of a row: notes lie over what spreadsheets tell. */
export function extrasOf(row: Row): Record<string, string> {
  const records = row.records?.map((each) => each.told ?? {}) ?? []
  return Object.assign({}, ...records, row.told ?? {}, row.noted ?? {})
}

export function seeExtras(rows: Row[]): void {
  const names = new Set(extrasSeen.value)
  for (const row of rows) for (const name of Object.keys(extrasOf(row))) names.add(name)
  if (names.size > extrasSeen.value.size) extrasSeen.value = names
}

/** A cell's text. */
export function cellText(
  row: Row,
  { key, column }: GridColumn,
  t: (key: string) => string,
): string {
  if (!column) return extrasOf(row)[key.slice('told:'.length)] ?? ''
  return valueText(column, row[column.name as keyof Row], t)
}

/** A value of a column in words: names for ids and codes, the city's time. */
export function valueText(column: Column, value: unknown, t: (key: string) => string): string {
  if (value === null || value === undefined) return ''
  switch (column.kind) {
    case 'choice':
      return word(column.name as Vocabulary, String(value))
    case 'category':
      return categoryName(String(value))
    case 'organisation':
      return organisationName(String(value)) || t('table.elsewhere')
    case 'flag':
      return t(value ? 'table.yes' : 'table.no')
    case 'instant':
      return MINUTES.format(new Date(String(value)))
    case 'day':
      return String(value).slice(0, 10)
    case 'person':
      return value === person.value?.id ? t('table.me') : personName(String(value))
    case 'id':
      return String(value).slice(0, 8)
    default:
      return String(value)
  }
}

/** What a column with a list of values can be compared with. */
export function optionsOf(column: Column): { value: string; label: string }[] {
  if (column.kind === 'choice') return choices(column.name as Vocabulary)
  if (column.kind === 'organisation') {
    return [...organisations.value.keys()].map((id) => ({ value: id, label: organisationName(id) }))
  }
  if (column.kind === 'category') {
    return [...categories.value.keys()].map((code) => ({
      value: code,
      label: `${code} ${categoryName(code)}`,
    }))
  }
  return []
}

/** Whether groups can be counted by it: it has few enough values. */
export function isGrouped(column: Column): boolean {
  return ['choice', 'organisation', 'person', 'category', 'flag', 'day'].includes(column.kind)
}

/** A case's lamp: yellow once four fifths of its time have gone; none where nothing is due. */
export function lampOf(row: Row, now: number = Date.now()): 'green' | 'yellow' | 'red' | null {
  if (!row.due_at || row.closed_at || row.stage === 'deferred') return null
  const due = Date.parse(row.due_at)
  if (row.overdue_at || now > due) return 'red'
  const begun = Date.parse(row.dispatched_at ?? row.begun_at)
  return now > begun + 0.8 * (due - begun) ? 'yellow' : 'green'
}
