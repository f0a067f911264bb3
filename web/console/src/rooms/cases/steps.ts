// Which steps somebody may take with a case. The server decides again.
import type { Role } from '@shirong/shared/session.ts'
import type { CaseFile } from './caseFile'

export type StepName =
  | 'verify'
  | 'approve'
  | 'return'
  | 'grant'
  | 'refuse'
  | 'assign'
  | 'nameRectifier'
  | 'rectify'
  | 'handBack'
  | 'askDeferral'
  | 'recheck'

export interface Reader {
  id: string
  roles: ReadonlySet<Role>
}

/** The steps in the order of their buttons. Nobody approves their own work. */
export function stepsFor(
  file: Pick<CaseFile, 'worked' | 'dispatched'>,
  { id, roles }: Reader,
): StepName[] {
  const { worked, dispatched } = file
  if (!worked || !dispatched) return []
  const { status, round, deferral } = worked
  const may = (...wanted: Role[]) => wanted.some((role) => roles.has(role))
  const rectified = round?.rectified.by === id
  const verified = round?.verified?.by === id
  const inPool = dispatched.status === 'in_pool' && !worked.handed_back
  const supervised = worked.pool === 'supervision'
  const asked = deferral?.outcome === 'undecided'
  const atWork = status === 'open' || status === 'deferred'
  const steps: Record<StepName, boolean> = {
    verify: status === 'submitted' && may('verifier') && !rectified,
    approve: status === 'pre_closed' && may('lead_administrator') && !rectified && !verified,
    return:
      (status === 'submitted' && may('verifier') && !rectified) ||
      (status === 'pre_closed' && may('lead_administrator') && !rectified && !verified),
    grant: asked && atWork && may('leader', 'lead_administrator') && deferral.asked.by !== id,
    refuse: asked && atWork && may('leader', 'lead_administrator') && deferral.asked.by !== id,
    assign:
      !supervised &&
      may('reviewer') &&
      (dispatched.status === 'handed_back' || dispatched.status === 'in_pool'),
    nameRectifier: supervised && inPool && may('supervisor'),
    rectify: atWork && !worked.handed_back && may('handler', ...(supervised ? SUPERVISOR : [])),
    handBack: !supervised && inPool && may('handler'),
    askDeferral: atWork && !worked.handed_back && !asked && may('handler', 'supervisor'),
    recheck: status === 'closed' && may('supervisor'),
  }
  return (Object.keys(steps) as StepName[]).filter((step) => steps[step])
}

const SUPERVISOR: Role[] = ['supervisor']
