import type { Role } from '@shirong/shared/session.ts'
import { expect, it } from 'vitest'
import { actionsFor } from './actions'

const of = (...roles: Role[]) => new Set(roles)
const ASKED = { outcome: 'undecided' } as NonNullable<Parameters<typeof actionsFor>[2]['deferral']>

it('lets a handler rectify, defer and hand back what lies in the pool', () => {
  const seen = { status: 'in_pool', pool: 'list' } as const

  expect(actionsFor(of('handler'), seen, { status: 'open', deferral: null })).toEqual([
    'rectify',
    'defer',
    'handBack',
  ])
  expect(actionsFor(of('supervisor'), seen, { status: 'open', deferral: null })).toEqual(['defer'])
})

it('asks for a deferral once, and offers the decision to those who decide', () => {
  const seen = { status: 'in_pool', pool: 'list' } as const

  expect(actionsFor(of('handler'), seen, { status: 'open', deferral: ASKED })).not.toContain(
    'defer',
  )
  expect(actionsFor(of('leader'), seen, { status: 'open', deferral: ASKED })).toEqual([
    'grant',
    'refuse',
  ])
})

it('gives each stage to its own role', () => {
  const submitted = { status: 'submitted', pool: 'list' } as const
  const closed = { status: 'closed', pool: 'list' } as const

  expect(actionsFor(of('verifier'), submitted, { status: 'submitted', deferral: null })).toEqual([
    'pass',
    'return',
  ])
  expect(actionsFor(of('handler'), submitted, { status: 'submitted', deferral: null })).toEqual([])
  expect(actionsFor(of('supervisor'), closed, { status: 'closed', deferral: null })).toEqual([
    'recheck',
  ])
})
