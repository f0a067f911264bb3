import { beforeEach, expect, test } from 'vitest'
import { language } from './language'
import { day, relative, today } from './times'

const NOW = Date.parse('2026-03-01T00:00:00Z')

beforeEach(() => {
  language.value = 'zh-CN'
})

test('a time is told in the largest unit that fits', () => {
  expect(relative('2026-02-28T21:30:00Z', NOW)).toBe('2小时前')
  expect(relative('2026-03-03T01:00:00Z', NOW)).toBe('后天')
  language.value = 'en'
  expect(relative('2026-02-28T23:58:00Z', NOW)).toBe('2 minutes ago')
})

test('days are counted in the city, wherever the device is', () => {
  expect(today(new Date('2026-02-28T16:30:00Z'))).toBe('2026-03-01')
  expect(day('2026-02-28T16:30:00Z')).toBe(day('2026-03-01'))
})
