// A report as its author follows it.
import type { components } from '@shirong/shared/api/schema/intake.ts'
import type { State } from '@shirong/shared/states.ts'

export type Report = components['schemas']['ReportView']

const STATES: Record<Report['status'], State> = {
  waiting: 'pool',
  approved: 'dispatched',
  confirmed: 'dispatched',
  rejected: 'void',
  merged: 'void',
  withdrawn: 'void',
  closed: 'closed',
  reopened: 'returned',
}

/** The state whose colour and mark it wears. */
export function stateOf({ status, mode }: Pick<Report, 'status' | 'mode'>): State {
  return status === 'waiting' && mode === 'urgent' ? 'urgent' : STATES[status]
}
