// A list that is sent as a whole: its rows as they are typed, what is wrong with them, and what
// they change.

export type Cell = string | number | boolean | string[] | null | undefined
export type Row = Record<string, Cell>

export interface Column {
  field: string
  /** How it is typed; `words` are several, parted by commas. */
  kind:
    'text' | 'long' | 'number' | 'date' | 'flag' | 'words' | 'choice' | 'organisation' | 'category'
  required?: boolean
  /** Bounds of a number, and the most characters of a text. */
  min?: number
  max?: number
  length?: number
  pattern?: RegExp
  /** What a choice chooses from. */
  choices?: () => { value: string; label: string }[]
  /** What is said below a text that is a code; nothing where there is no more to say. */
  called?: (text: string) => string
  /** Characters that are seen at once. */
  width?: number
  /** What the service expects where nothing is typed; `null` unless given. */
  empty?: Cell
}

/** A row on the screen: what was read (nothing, when it is new) and what it is now. */
export interface Entry {
  id: number
  was: Row | null
  row: Row
  removed: boolean
}

export interface Changes {
  added: Entry[]
  changed: Entry[]
  removed: Entry[]
}

/** What is wrong with a cell, as a key of the words `administration.wrong`. */
export type Wrong = 'required' | 'number' | 'range' | 'length' | 'pattern' | 'unknown' | 'twice'

let last = 0

export function entry(was: Row | null, row: Row = { ...was }): Entry {
  return { id: ++last, was, row, removed: false }
}

export function changesOf(entries: Entry[]): Changes {
  return {
    added: entries.filter((each) => !each.was && !each.removed),
    changed: entries.filter((each) => each.was && !each.removed && !same(each.was, each.row)),
    removed: entries.filter((each) => each.was && each.removed),
  }
}

export function isChanged(changes: Changes): boolean {
  return changes.added.length + changes.changed.length + changes.removed.length > 0
}

/** The fields in which a row is not what was read. */
export function changedFields(each: Entry, columns: Column[]): Column[] {
  return columns.filter(({ field }) => !equal(each.was?.[field], each.row[field]))
}

/** The rows as they are sent. */
export function rowsOf(entries: Entry[]): Row[] {
  return entries.filter((each) => !each.removed).map((each) => each.row)
}

/** What is wrong with one cell; nothing where it may be sent. */
export function wrongWith(column: Column, value: Cell): Wrong | null {
  const isEmpty =
    value === null || value === undefined || value === '' || Number.isNaN(value as number)
  if (isEmpty) return column.required ? 'required' : null
  if (column.kind === 'number') {
    if (typeof value !== 'number') return 'number'
    if (value < (column.min ?? -Infinity) || value > (column.max ?? Infinity)) return 'range'
    return null
  }
  if (typeof value === 'string') {
    if (column.length !== undefined && value.length > column.length) return 'length'
    if (column.pattern && !column.pattern.test(value)) return 'pattern'
    if (column.choices && !column.choices().some((each) => each.value === value)) return 'unknown'
  }
  return null
}

/** Entries whose key another one has, too. */
export function twice(entries: Entry[], key: (row: Row) => string): Set<number> {
  const seen = new Map<string, number>()
  const found = new Set<number>()
  for (const each of entries) {
    if (each.removed) continue
    const name = key(each.row)
    const before = seen.get(name)
    if (before === undefined) seen.set(name, each.id)
    else {
      found.add(before)
      found.add(each.id)
    }
  }
  return found
}

/** What was typed, put upon a list that somebody else has changed meanwhile. */
export function upon(fresh: Row[], entries: Entry[], key: (row: Row) => string): Entry[] {
  const mine = new Map(entries.filter((each) => each.was).map((each) => [key(each.was!), each]))
  const kept = fresh.map((row) => {
    const typed = mine.get(key(row))
    if (!typed) return entry(row)
    const isTyped = !same(typed.was!, typed.row)
    return { ...typed, was: row, row: isTyped ? typed.row : { ...row } }
  })
  return [...kept, ...entries.filter((each) => !each.was && !each.removed)]
}

/** Where in the list a refused field is: `/body/rules/3/priority`. */
export function whereIs(pointer: string): { index: number; field: string } | null {
  const found = /^\/body\/[^/]+\/(\d+)(?:\/([^/]+))?/.exec(pointer)
  return found ? { index: Number(found[1]), field: found[2] ?? '' } : null
}

/** What a person looks for, in any cell of a row. */
export function holds(row: Row, wanted: string, name: (column: string, cell: Cell) => string) {
  const sought = wanted.trim().toLowerCase()
  if (!sought) return true
  return Object.entries(row).some(([column, cell]) =>
    `${String(cell ?? '')} ${name(column, cell)}`.toLowerCase().includes(sought),
  )
}

function same(one: Row, other: Row): boolean {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...fields].every((field) => equal(one[field], other[field]))
}

function equal(one: Cell, other: Cell): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}
