import { expect, test } from 'vitest'
import { numbered } from './numbers'

test('a format shows what the next number looks like', () => {
  expect(numbered('{prefix}-{year}-{sequence:05d}', 'XF', 2026, 12)).toBe('XF-2026-00012')
  expect(numbered('{year}〔{prefix}〕{sequence}', 'XF', 2026, 12)).toBe('2026〔XF〕12')
})

test('a format that lacks a field, or has one twice, is none', () => {
  expect(numbered('{prefix}-{sequence}', 'XF', 2026, 12)).toBeNull()
  expect(numbered('{prefix}{prefix}{year}{sequence}', 'XF', 2026, 12)).toBeNull()
  expect(numbered('{prefix}-{year:04d}-{sequence}', 'XF', 2026, 12)).toBeNull()
  expect(numbered('{prefix}-{year}-{sequence', 'XF', 2026, 12)).toBeNull()
})
