// What a platform's fields mean, as they are typed and as the service keeps them.
import type { components } from '@shirong/shared/api/schema/intake.ts'

type Choice = components['schemas']['ColumnChoice']

export interface Meaning {
  /** The field as the platform names it, `place/lng` within an object. */
  name: string
  /** What it means: a field of ours, `extra` or `ignored`. */
  field: string
  /** Of coordinates. */
  system: Choice['system']
  /** Of categories. */
  scheme: string
  samples: string[]
}

export function meaningsOf(fields: Record<string, Choice>): Meaning[] {
  return Object.entries(fields).map(([name, choice]) => ({
    name,
    field: choice.field,
    system: choice.system ?? null,
    scheme: choice.scheme ?? '',
    samples: [],
  }))
}

export function fromMeanings(meanings: Meaning[], idField: string): Record<string, Choice> {
  return Object.fromEntries(
    meanings
      .filter((each) => each.name.trim() && each.name !== idField)
      .map(({ name, field, system, scheme }) => [
        name.trim(),
        {
          field,
          system: hasSystem(field) ? (system ?? 'wgs84') : null,
          scheme: hasScheme(field) && scheme.trim() ? scheme.trim() : null,
        },
      ]),
  )
}

export function hasSystem(field: string): boolean {
  return ['longitude', 'latitude', 'point'].includes(field)
}

export function hasScheme(field: string): boolean {
  return ['category', 'major'].includes(field)
}

/** Records that somebody pasted: a list, one record, or what a platform would send. */
export function readSample(text: string): Record<string, never>[] | null {
  try {
    const read = JSON.parse(text) as unknown
    const records = Array.isArray(read)
      ? read
      : ((read as { records?: unknown[] } | null)?.records ?? [read])
    const isSound = records.every(
      (each) => each && typeof each === 'object' && !Array.isArray(each),
    )
    return isSound && records.length ? (records as Record<string, never>[]) : null
  } catch {
    return null
  }
}
