import { expect, test } from 'vitest'
import { contentHeight, inSight, ROW, scrollFor } from './sight'

const HEIGHT = 720

test('rows in sight are drawn where they lie', () => {
  const { first, last, top } = inSight(ROW * 100, HEIGHT, 1000)

  expect(first).toBeLessThanOrEqual(100)
  expect(last).toBeGreaterThanOrEqual(119)
  expect(top).toBe(first * ROW)
})

test('the last of a million rows is in sight at the end', () => {
  const rows = 1_000_000
  const end = contentHeight(rows) - HEIGHT
  const { first, last, top } = inSight(end, HEIGHT, rows)

  expect(last).toBe(rows - 1)
  expect(top + (last - first + 1) * ROW).toBeCloseTo(contentHeight(rows), 3)
})

test('one scrolls to a row only where it is out of sight', () => {
  expect(scrollFor(5, 0, HEIGHT, 100)).toBe(0)
  expect(scrollFor(50, 0, HEIGHT, 100)).toBe(51 * ROW - HEIGHT)

  const rows = 1_000_000
  const there = scrollFor(500_000, 0, HEIGHT, rows)
  const { first, last } = inSight(there, HEIGHT, rows)

  expect(first).toBeLessThan(500_000)
  expect(last).toBeGreaterThanOrEqual(500_000)
})
