import { expect, test } from 'vitest'
import { placeOf, withoutFields } from './places'

test('a link leads to the pool while the problem is undecided, then to the case', () => {
  expect(placeOf('case', 'a', 'reported')).toBe('/problems/a')
  expect(placeOf('case', 'a', 'urgent')).toBe('/problems/a')
  expect(placeOf('case', 'a', 'in_pool')).toBe('/cases/a')
  expect(placeOf('import', 'a', null)).toBe('/imports/a')
  expect(placeOf('export', 'a', null)).toBe('/notices/exports/a')
  expect(placeOf('operations', 'a', null)).toBe('/administration/operations')
  expect(placeOf('inbox', '', null)).toBe('/notices')
})

test('a kind is called by its title without what a notice would name', () => {
  expect(withoutFields('案件 {number} 已超期')).toBe('案件 … 已超期')
  expect(withoutFields('{organisation}有新案件 {number}')).toBe('… 有新案件 …')
})
