// Which screen shows what a notice is about, and what its kind is called.
import type { Stage } from '@shirong/shared/states.ts'

/** Stages in which a problem is still decided upon, in the problem pool. */
const UNDECIDED: readonly Stage[] = ['reported', 'urgent']

/** The address within the desk; `stage` is a case's, where it is one. */
export function placeOf(kind: string, id: string, stage: Stage | null): string {
  if (kind === 'case' && id)
    return stage && UNDECIDED.includes(stage) ? `/problems/${id}` : `/cases/${id}`
  if (kind === 'import' && id) return `/imports/${id}`
  if (kind === 'export' && id) return `/notices/exports/${id}`
  if (kind === 'operations') return '/administration/operations'
  return '/notices'
}

/** A kind's title without what it would name: `案件 {number} 已超期` is `案件 … 已超期`. */
export function withoutFields(title: string): string {
  return title.replace(/\s*\{\w+\}\s*/g, ' … ').trim()
}
