// One colour and one mark for each state, the same on every screen; never the colour alone.
import type { components } from './api/schema/ledger'

export type Stage = components['schemas']['CaseView']['stage']
export type State =
  | 'pool'
  | 'dispatched'
  | 'urgent'
  | 'submitted'
  | 'pre-closed'
  | 'closed'
  | 'returned'
  | 'deferred'
  | 'overdue'
  | 'void'

const STATES: Record<Stage, State> = {
  reported: 'pool',
  urgent: 'urgent',
  rejected: 'void',
  merged: 'void',
  withdrawn: 'void',
  imported: 'pool',
  in_pool: 'dispatched',
  handed_back: 'returned',
  submitted: 'submitted',
  pre_closed: 'pre-closed',
  deferred: 'deferred',
  closed: 'closed',
}

export const MARKS: Record<State, string> = {
  pool: '○',
  dispatched: '▶',
  urgent: '‼',
  submitted: '◐',
  'pre-closed': '◕',
  closed: '✓',
  returned: '↩',
  deferred: '‖',
  overdue: '!',
  void: '–',
}

/** The state whose colour and mark a stage wears. */
export function stateOf(stage: Stage): State {
  return STATES[stage]
}
