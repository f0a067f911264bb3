import type { Role } from '@shirong/shared/session.ts'
import { describe, expect, it } from 'vitest'
import type { CaseFile } from './caseFile'
import { stepsFor } from './steps'

type Given = { worked?: object; dispatched?: object }

function file({ worked, dispatched }: Given = {}): CaseFile {
  return {
    worked: {
      status: 'open',
      pool: 'list',
      handed_back: false,
      round: null,
      deferral: null,
      ...worked,
    },
    dispatched: { status: 'in_pool', ...dispatched },
  } as unknown as CaseFile
}

function reader(...roles: Role[]) {
  return { id: 'me', roles: new Set(roles) }
}

const submitted = (by: string) => ({
  worked: { status: 'submitted', round: { rectified: { by }, verified: null } },
  dispatched: { status: 'submitted' },
})

describe('the steps of a case', () => {
  it('are none before it is dispatched', () => {
    const none = { worked: null, dispatched: null }

    expect(stepsFor(none, reader('verifier', 'handler'))).toEqual([])
  })

  it('let a verifier pass or return the work of somebody else', () => {
    expect(stepsFor(file(submitted('other')), reader('verifier'))).toEqual(['verify', 'return'])
    expect(stepsFor(file(submitted('me')), reader('verifier'))).toEqual([])
  })

  it('let nobody approve what they verified', () => {
    const verifiedBy = (by: string) =>
      file({
        worked: { status: 'pre_closed', round: { rectified: { by: 'other' }, verified: { by } } },
        dispatched: { status: 'pre_closed' },
      })

    expect(stepsFor(verifiedBy('other'), reader('lead_administrator'))).toEqual([
      'approve',
      'return',
    ])
    expect(stepsFor(verifiedBy('me'), reader('lead_administrator'))).toEqual([])
  })

  it('let a handler work, hand back or ask for a deferral', () => {
    expect(stepsFor(file(), reader('handler'))).toEqual(['rectify', 'handBack', 'askDeferral'])
  })

  it('let a leader decide a deferral that somebody else asked for', () => {
    const deferral = { outcome: 'undecided', asked: { by: 'other' } }

    expect(stepsFor(file({ worked: { deferral } }), reader('leader'))).toEqual(['grant', 'refuse'])
    const own = { ...deferral, asked: { by: 'me' } }
    expect(stepsFor(file({ worked: { deferral: own } }), reader('leader'))).toEqual([])
  })

  it('let a supervisor name who rectifies, and open a closed case again', () => {
    const supervised = { worked: { pool: 'supervision' } }

    expect(stepsFor(file(supervised), reader('supervisor'))).toContain('nameRectifier')
    const closed = { worked: { status: 'closed' }, dispatched: { status: 'closed' } }
    expect(stepsFor(file(closed), reader('supervisor'))).toEqual(['recheck'])
  })

  it('let nobody work a case that was handed back, but a reviewer assign it', () => {
    const back = { worked: { handed_back: true }, dispatched: { status: 'handed_back' } }

    expect(stepsFor(file(back), reader('handler', 'reviewer'))).toEqual(['assign'])
  })
})
