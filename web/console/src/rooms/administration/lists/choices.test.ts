import { expect, test } from 'vitest'
import { conditionCalled } from './choices'

test("a rule's condition is told in words, as far as its value has one", () => {
  expect(conditionCalled('mode=urgent')).toBe('紧急申请')
  expect(conditionCalled('step=due_soon')).toBe('即将到期')
  expect(conditionCalled('step=unheard')).toBe('')
  expect(conditionCalled('photo_id=7')).toBe('')
  expect(conditionCalled('')).toBe('')
})
