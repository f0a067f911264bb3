// Streets by stages, with sums; streets without a case have a row as well.
import type { Organisation } from '@shirong/shared/directory.ts'
import type { Stage } from '@shirong/shared/states.ts'
import type { Standing } from './city'

/** In the order of a case's life. */
const STAGES: Stage[] = [
  'reported',
  'urgent',
  'in_pool',
  'handed_back',
  'submitted',
  'pre_closed',
  'deferred',
  'closed',
  'rejected',
  'merged',
  'withdrawn',
  'imported',
]
/** Stages that are shown without any case, too. */
const ALWAYS = new Set<Stage>(['reported', 'in_pool', 'submitted', 'pre_closed', 'closed'])

export interface Matrix {
  stages: Stage[]
  rows: Standing[]
  /** The organisations whose reports count in a row. */
  members: ReadonlyMap<string, string[]>
  sum: (row: Standing) => number
  total: (stage: Stage) => number
  most: (stage: Stage) => number
  everything: number
}

export function matrixOf(standing: readonly Standing[], tree: readonly Organisation[]): Matrix {
  const streets = tree.filter((each) => each.kind === 'street' && each.active)
  const known = new Set(standing.map(({ key }) => key))
  const empty = streets
    .filter(({ id }) => !known.has(id))
    .map(({ id, short_name, name, name_en }) => ({
      key: id,
      name: short_name || name,
      name_en,
      stages: {},
    }))
  const rows = [...standing, ...empty]
  const count = (row: Standing, stage: Stage) => row.stages[stage] ?? 0
  const total = (stage: Stage) => rows.reduce((sum, row) => sum + count(row, stage), 0)
  const stages = STAGES.filter((stage) => ALWAYS.has(stage) || total(stage) > 0)
  const members = new Map(
    rows.map(({ key }) => {
      const path = tree.find(({ id }) => id === key)?.path
      const below = tree.filter((each) => path && each.path.startsWith(path)).map(({ id }) => id)
      return [key, below.length > 0 ? below : [key]]
    }),
  )
  return {
    stages,
    rows,
    members,
    sum: (row) => stages.reduce((sum, stage) => sum + count(row, stage), 0),
    total,
    most: (stage) => Math.max(1, ...rows.map((row) => count(row, stage))),
    everything: stages.reduce((sum, stage) => sum + total(stage), 0),
  }
}
