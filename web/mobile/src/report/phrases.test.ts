import { beforeEach, expect, it } from 'vitest'
import { phrases, remember } from './phrases'

beforeEach(() => localStorage.clear())

it('offers what somebody writes most, before the usual words', () => {
  remember('report', '占道经营')
  remember('report', '路边堆放杂物')
  remember('report', '路边堆放杂物 ')

  expect(phrases('report', ['暴露垃圾'])).toEqual(['路边堆放杂物', '占道经营', '暴露垃圾'])
  expect(phrases('solution', ['已清理'])).toEqual(['已清理'])
})

it('keeps phrases, not stories', () => {
  remember('report', '长'.repeat(41))

  expect(phrases('report', [])).toEqual([])
})
