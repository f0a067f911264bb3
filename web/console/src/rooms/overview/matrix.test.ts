import type { Organisation } from '@shirong/shared/directory.ts'
import { describe, expect, it } from 'vitest'
import { matrixOf } from './matrix'

const tree = [
  { id: 's1', kind: 'street', active: true, name: '站前街道', short_name: '站前', path: '/c/s1/' },
  { id: 's2', kind: 'street', active: true, name: '福民街道', short_name: '福民', path: '/c/s2/' },
  { id: 's1a', kind: 'community', active: true, name: '一社区', short_name: '', path: '/c/s1/a/' },
] as unknown as Organisation[]
const standing = [
  { key: 's1', name: '站前', name_en: 'Zhanqian', stages: { in_pool: 3, closed: 1, deferred: 2 } },
]

describe('the street by stage matrix', () => {
  const matrix = matrixOf(standing, tree)

  it('has a row for every street, also without a case', () => {
    expect(matrix.rows.map(({ name }) => name)).toEqual(['站前', '福民'])
  })

  it('shows a stage that isn’t usual only where a case stands in it', () => {
    expect(matrix.stages).toContain('deferred')
    expect(matrix.stages).not.toContain('merged')
  })

  it('adds up in both directions', () => {
    expect(matrix.sum(matrix.rows[0]!)).toBe(6)
    expect(matrix.total('in_pool')).toBe(3)
    expect(matrix.everything).toBe(6)
  })

  it('counts what is below a street for the street', () => {
    expect(matrix.members.get('s1')).toEqual(['s1', 's1a'])
  })
})
