// Rows of a list that is read by keyset pages, of which only those near the eye are kept.
import { shallowReactive, shallowRef } from 'vue'

export interface Page<Row> {
  items: Row[]
  next: string | null
}

/** Rows of a page, and pages that are kept on either side of those in sight. */
export const SIZE = 200
const KEPT = 4

/**
 * Reads pages one after the other as far as they are asked for, remembers where each begins, and
 * forgets those far from the eye; a page looked at again is read again.
 */
export class Pages<Row> {
  private readonly kept = shallowReactive(new Map<number, Row[]>())
  private readonly starts: (string | null)[] = [null]
  private readonly end = shallowRef<number | null>(null)
  private readonly reached = shallowRef(SIZE)
  private reading: Promise<void> | null = null
  private wanted: [number, number] = [0, 0]
  readonly error = shallowRef<unknown>(null)

  constructor(private readonly read: (after: string | null) => Promise<Page<Row>>) {}

  /** Rows there are as far as is known; where the end isn't, those of one page more. */
  get length(): number {
    return this.end.value ?? this.reached.value
  }

  get isWhole(): boolean {
    return this.end.value !== null
  }

  /** A row; none while it is being read. */
  at(index: number): Row | undefined {
    return this.kept.get(Math.floor(index / SIZE))?.[index % SIZE]
  }

  /** The rows that are here now, with their places. */
  *here(): Generator<[number, Row]> {
    for (const [page, rows] of this.kept) {
      for (const [at, row] of rows.entries()) yield [page * SIZE + at, row]
    }
  }

  put(index: number, row: Row): void {
    const page = Math.floor(index / SIZE)
    const rows = this.kept.get(page)
    if (rows?.[index % SIZE] === undefined) return
    this.kept.set(page, rows.with(index % SIZE, row))
  }

  /** Has the rows from one place to another read, and those that follow soon. */
  show(first: number, last: number): Promise<void> {
    this.wanted = [
      Math.floor(Math.max(0, first) / SIZE),
      Math.floor(Math.max(0, last + SIZE / 2) / SIZE),
    ]
    this.reading ??= this.readWanted().finally(() => (this.reading = null))
    return this.reading
  }

  private async readWanted(): Promise<void> {
    this.error.value = null
    try {
      for (let page = this.missing(); page !== null; page = this.missing()) await this.take(page)
    } catch (error) {
      this.error.value = error
    }
    this.forget()
  }

  /** The next page to read: one that is wanted, or the one that leads to it. */
  private missing(): number | null {
    const [from, to] = this.wanted
    for (let page = from; page <= to; page += 1) {
      if (this.kept.has(page)) continue
      if (this.end.value !== null && page * SIZE >= this.end.value) return null
      return Math.min(page, this.starts.length - 1)
    }
    return null
  }

  private async take(page: number): Promise<void> {
    const { items, next } = await this.read(this.starts[page] ?? null)
    this.kept.set(page, items)
    if (next === null) this.end.value = page * SIZE + items.length
    else if (page === this.starts.length - 1) {
      this.starts.push(next)
      this.reached.value = this.starts.length * SIZE
    }
  }

  private forget(): void {
    const [from, to] = this.wanted
    for (const page of this.kept.keys()) {
      if (page < from - KEPT || page > to + KEPT) this.kept.delete(page)
    }
  }
}
