import { expect, it } from 'vitest'
import { suggest } from './suggestion'

const KNOWN = [
  { code: '06', level: 1, name: '市容环境类', keywords: ['市容', '垃圾'] },
  { code: '06001', level: 2, name: '暴露垃圾', keywords: ['垃圾', '垃圾堆', '生活垃圾'] },
  { code: '06002', level: 2, name: '积存渣土', keywords: ['渣土', '建筑垃圾', '垃圾'] },
  { code: '09001', level: 2, name: '占道经营', keywords: ['摆摊', '占道'] },
]

it('finds the categories whose words were said, the one with the longest first', () => {
  expect(suggest('路边一堆建筑垃圾没有清走', KNOWN)).toEqual(['06002', '06001'])
  expect(suggest('路口有人摆摊', KNOWN)).toEqual(['09001'])
})

it('suggests nothing where nothing was said', () => {
  expect(suggest('  ', KNOWN)).toEqual([])
  expect(suggest('路灯不亮', KNOWN)).toEqual([])
})
