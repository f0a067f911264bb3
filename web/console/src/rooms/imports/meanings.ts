// What the columns of a spreadsheet are taken for while somebody looks at them.
import type { ColumnChoice, Field, ImportRow, ImportWithSurvey, Proposal } from './imports'

export const EXTRA = 'extra'
export const IGNORED = 'ignored'
/** Fields that more than one column may give. */
const SEVERAL = new Set(['before_photo', 'after_photo', 'personal', EXTRA, IGNORED])
/** Kinds whose values are chosen from what the city knows. */
const KNOWN = new Set(['organisation', 'category', 'status'])

/** Each table's choices: what somebody confirmed before, else the proposals. */
export function choicesOf({ survey, meanings }: ImportWithSurvey): Record<string, ColumnChoice>[] {
  const confirmed = (meanings as { choices?: Record<string, ColumnChoice>[] } | null)?.choices
  return (survey?.tables ?? []).map((table, at) =>
    Object.fromEntries(
      table.proposals.map(({ column, choice }) => [
        String(column),
        { ...(confirmed?.[at]?.[String(column)] ?? choice) },
      ]),
    ),
  )
}

/** Columns of a table that give a field which another one gives already. */
export function doubled(choices: Record<string, ColumnChoice>): Set<string> {
  const columns = new Map<string, string[]>()
  for (const [column, { field }] of Object.entries(choices)) {
    if (!SEVERAL.has(field)) columns.set(field, [...(columns.get(field) ?? []), column])
  }
  return new Set([...columns.values()].filter((each) => each.length > 1).flat())
}

/** How sure a proposal is: what isn't is looked at first. */
export function certainty({ confidence }: Proposal): 'sure' | 'likely' | 'unsure' {
  if (confidence >= 0.85) return 'sure'
  return confidence >= 0.5 ? 'likely' : 'unsure'
}

/** A text in the file that names nothing the city knows, and in how many rows it stands. */
export interface Unknown {
  field: string
  kind: string
  text: string
  rows: number
}

/** Texts without a meaning among some rows, the commonest first. */
export function unknownTexts(rows: ImportRow[], fields: Field[]): Unknown[] {
  const kinds = new Map(fields.map(({ name, kind }) => [name, kind]))
  const found = new Map<string, Unknown>()
  for (const row of rows) {
    for (const [field, said] of Object.entries(row.fields)) {
      const kind = kinds.get(field) ?? ''
      if (said.value !== null || !said.raw || !KNOWN.has(kind)) continue
      const key = `${field}\n${said.raw}`
      const before = found.get(key)
      found.set(key, { field, kind, text: said.raw, rows: (before?.rows ?? 0) + 1 })
    }
  }
  return [...found.values()].sort((one, other) => other.rows - one.rows)
}
