// From a figure to its cases: addresses of the super table with the condition that they meet.
import type { components } from '@shirong/shared/api/schema/ledger.ts'
import type { Stage } from '@shirong/shared/states.ts'

type Schemas = components['schemas']
export type Condition = NonNullable<Schemas['Question']['where']>
export type Figure = Schemas['Counts']['counts']
export type Row = Schemas['Row']

/** Stages in which a case is somebody's work. */
export const OPEN: Stage[] = ['in_pool', 'handed_back', 'submitted', 'pre_closed']

export function tableOf(condition: Condition) {
  return { path: '/table', query: { filter: JSON.stringify(condition) } }
}

/** The cases that a figure of a row counts. */
export function figureOf(row: Pick<Row, 'cases'>, figure: Figure) {
  return tableOf({ ...row.cases, counts: figure } as Condition)
}

/** The cases of streets at a stage. */
export function standingOf(organisations: string[], stages: Stage[]) {
  return tableOf({
    all: [
      { column: 'stage', is: 'in', values: stages },
      { column: 'reporter_organisation_id', is: 'in', values: organisations },
    ],
  })
}

export function dueBefore(instant: string) {
  return tableOf({
    all: [
      { column: 'stage', is: 'in', values: OPEN },
      { column: 'due_at', is: 'below', values: [instant] },
    ],
  })
}

export function near(longitude: number, latitude: number, metres: number) {
  return tableOf({ near: [longitude, latitude], metres })
}
