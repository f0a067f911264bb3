import { categories, organisations } from '@shirong/shared/directory.ts'
import { expect, test } from 'vitest'
import { because } from './because'

organisations.value = new Map([
  ['id', { id: 'id', code: '210402', name: '新抚区人民政府', short_name: '新抚区' } as never],
])
categories.value = new Map([['06', { code: '06', name: '市容环境' } as never]])

test('a rule is told with the name of whom it names', () => {
  expect(because('rule 300 210402')).toEqual({ key: 'rule', first: '300', rest: '新抚区' })
  expect(because('category 06').rest).toBe('市容环境')
  expect(because('area 210402').rest).toBe('新抚区')
})

test('whom nobody knows any more is told by the code, and a note as it was written', () => {
  expect(because('rule 5 GONE').rest).toBe('GONE')
  expect(because('note 垃圾 以外')).toEqual({ key: 'note', first: '', rest: '垃圾 以外' })
})

test('a word of the description is no key', () => {
  expect(because('暴露垃圾')).toEqual({ key: '暴露垃圾', first: '', rest: '' })
})
