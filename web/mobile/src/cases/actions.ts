// What somebody may do with a case as it stands. The server decides; this only leaves out what it
// would refuse in any case.
import type { Role } from '@shirong/shared/session.ts'
import type { Dispatched, Worked } from './casework'

export type Action =
  | 'rectify'
  | 'defer'
  | 'handBack'
  | 'name'
  | 'pass'
  | 'approve'
  | 'return'
  | 'grant'
  | 'refuse'
  | 'recheck'

type Seen = Pick<Dispatched, 'status' | 'pool'>
type Known = Pick<Worked, 'status' | 'deferral'>

/** The actions in the order of their weight; the first is what one came for. */
export function actionsFor(roles: ReadonlySet<Role>, seen: Seen, known: Known): Action[] {
  const is = (...wanted: Role[]) => wanted.some((role) => roles.has(role))
  const isOpen = known.status === 'open' || known.status === 'deferred'
  const isAsked = known.deferral?.outcome === 'undecided'
  const works = is('handler') || (is('supervisor') && seen.pool === 'supervision')
  const all: [Action, boolean][] = [
    ['grant', isAsked && is('leader', 'lead_administrator')],
    ['refuse', isAsked && is('leader', 'lead_administrator')],
    ['pass', known.status === 'submitted' && is('verifier')],
    ['approve', known.status === 'pre_closed' && is('lead_administrator')],
    [
      'return',
      (known.status === 'submitted' && is('verifier')) ||
        (known.status === 'pre_closed' && is('lead_administrator')),
    ],
    ['rectify', isOpen && seen.status !== 'handed_back' && works],
    ['defer', isOpen && !isAsked && is('handler', 'supervisor')],
    ['handBack', seen.status === 'in_pool' && is('handler')],
    ['name', seen.status === 'in_pool' && seen.pool === 'supervision' && is('supervisor')],
    ['recheck', known.status === 'closed' && is('supervisor')],
  ]
  return all.filter(([, may]) => may).map(([action]) => action)
}
