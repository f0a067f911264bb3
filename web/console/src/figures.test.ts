import { expect, test } from 'vitest'
import { percent } from './figures'

test('a rate of nothing is a dash, not a nought', () => {
  expect(percent(null)).toBe('—')
  expect(percent(0)).toBe('0.0%')
  expect(percent(0.9344)).toBe('93.4%')
  expect(percent(0.996, 0)).toBe('100%')
})
