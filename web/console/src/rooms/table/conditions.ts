// What somebody asks of the table, as the ledger takes it, and what it says in words.
import type { components } from '@shirong/shared/api/schema/ledger.ts'

type Schemas = components['schemas']
export type Condition = NonNullable<Schemas['OrderedQuestion']['where']>
export type Compared = Schemas['Compared']
export type Told = Schemas['Told']
export type Order = Schemas['Order']
export type Column = Schemas['ColumnView']
export type Kind = Column['kind']
export type Comparison = Compared['is']

/** The comparisons that make sense for each kind of column, the usual one first. */
export const COMPARISONS: Record<Kind, Comparison[]> = {
  text: ['is', 'is_not', 'in', 'empty', 'filled'],
  number: ['is', 'above', 'below', 'between', 'is_not', 'empty', 'filled'],
  flag: ['is', 'empty', 'filled'],
  instant: ['between', 'above', 'below', 'empty', 'filled'],
  day: ['between', 'above', 'below', 'is', 'empty', 'filled'],
  choice: ['in', 'not_in', 'empty', 'filled'],
  organisation: ['in', 'not_in', 'empty', 'filled'],
  category: ['in', 'not_in', 'empty', 'filled'],
  person: ['is', 'is_not', 'empty', 'filled'],
  id: ['filled', 'empty'],
}
/** Of an extra column, whose values are texts. */
export const TOLD_COMPARISONS: Told['is'][] = ['is', 'is_not', 'in', 'empty', 'filled']

/** How many values a comparison takes: none, one, two, or as many as there are. */
export function taken(comparison: Comparison): 0 | 1 | 2 | 'many' {
  if (comparison === 'empty' || comparison === 'filled') return 0
  if (comparison === 'between') return 2
  return comparison === 'in' || comparison === 'not_in' ? 'many' : 1
}

/** The conditions that all hold: the parts that chips show. */
export function partsOf(where: Condition | null): Condition[] {
  if (where === null) return []
  return 'all' in where ? where.all : [where]
}

/** One condition of the parts; none of no parts. */
export function whole(parts: Condition[]): Condition | null {
  if (parts.length === 0) return null
  return parts.length === 1 ? parts[0]! : { all: parts }
}

/** Whether the ledger would take it: every comparison has the values it needs. */
export function isComplete(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(isComplete)
  if ('any' in condition) return condition.any.length > 0 && condition.any.every(isComplete)
  if ('not' in condition) return isComplete(condition.not)
  if ('text' in condition) return condition.text.trim() !== ''
  if (!('column' in condition || 'told' in condition)) return true
  const needed = taken(condition.is)
  const values = (condition.values ?? []).filter((value) => value !== null && value !== '')
  return needed === 'many' ? values.length > 0 : values.length === needed
}

/** Words that a description is made of. */
export interface Says {
  /** A word of the screens, with what goes into it. */
  t: (key: string, values?: Record<string, string | number>) => string
  column: (name: string) => string
  value: (column: string, value: unknown) => string
}

/** A condition as a sentence: “阶段 是 整改中、待核查”. */
export function describe(condition: Condition, says: Says, inner = false): string {
  const { t } = says
  const joined = (parts: Condition[], word: 'and' | 'or') => {
    const text = parts.map((each) => describe(each, says, true)).join(` ${t(`table.${word}`)} `)
    return inner && parts.length > 1 ? `(${text})` : text
  }
  if ('all' in condition) return joined(condition.all, 'and')
  if ('any' in condition) return joined(condition.any, 'or')
  if ('not' in condition) return t('table.notThat', { what: describe(condition.not, says, true) })
  if ('text' in condition) return t('table.says', { text: condition.text })
  if ('near' in condition) {
    const [longitude, latitude] = condition.near
    return t('table.near', { metres: condition.metres, place: `${longitude}, ${latitude}` })
  }
  if ('inside' in condition) return t('table.inside', { corners: condition.inside.length })
  if ('counts' in condition) {
    const days = [condition.from, condition.to].map((day) => day ?? '…').join(' – ')
    return t('table.counts', { figure: t(`table.figures.${condition.counts}`), days })
  }
  const name = 'told' in condition ? condition.told : condition.column
  const column = 'told' in condition ? name : says.column(name)
  const values = (condition.values ?? []).map((value) =>
    'told' in condition ? String(value) : says.value(name, value),
  )
  const said = condition.is === 'between' ? values.join(' – ') : values.join(t('table.comma'))
  return [column, t(`table.comparisons.${condition.is}`), said].filter(Boolean).join(' ')
}
