// A list of reference data: where it is read and written as a whole, and its columns.
import type { Column, Row } from './editing'

export interface Read<R> {
  rows: R[]
  /** Of the whole list, where its service counts them. */
  version: number | null
}

export interface List {
  /** Its name in addresses, and in the words `administration.lists`. */
  name: string
  columns: Column[]
  /** What tells rows apart. */
  key: (row: Row) => string
  fresh: () => Row
  /** False where what the list doesn't name stays: its rows are switched off instead. */
  removable: boolean
  read: () => Promise<Read<Row>>
  write: (rows: Row[], version: number | null) => Promise<unknown>
}

/** A list of the service's own rows, for the editor that knows rows only. */
export function list<R>(
  given: Omit<List, 'read' | 'write'> & {
    read: () => Promise<Read<R>>
    write: (rows: R[], version: number | null) => Promise<unknown>
  },
): List {
  return given as unknown as List
}

/** Headers of a list that was read at a version. */
export function replacing(version: number | null): { 'If-Match'?: string } {
  return version === null ? {} : { 'If-Match': `"v${version}"` }
}

/** The version in an answer's ETag. */
export function versionOf(headers: Headers): number | null {
  const found = /^(?:W\/)?"v(\d+)"$/.exec(headers.get('etag') ?? '')
  return found ? Number(found[1]) : null
}
