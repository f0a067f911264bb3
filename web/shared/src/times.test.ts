import { beforeEach, expect, test } from 'vitest'
import { language } from './language'
import { day, distance, relative, today, withTimes } from './times'

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

test('days ago and days to come are the calendar’s', () => {
  // 25 hours, but it was the day before yesterday at half past eleven in the evening.
  const early = Date.parse('2026-03-01T00:30:00+08:00')
  expect(relative('2026-02-27T23:30:00+08:00', early)).toBe('前天')
  expect(distance('2026-02-26T23:59:59+08:00', early)).toBe('3天')
})

test('how far a time is, is told without before or after', () => {
  expect(distance('2026-02-28T21:30:00Z', NOW)).toBe('2小时')
  language.value = 'en'
  expect(distance('2026-03-08T15:59:59Z', NOW)).toBe('7 days')
})

test('an instant in a sentence is told in the city’s time', () => {
  expect(withTimes('谢志华 于 2026-02-28T17:11:56+00:00 更新，版本 v3。')).toBe(
    '谢志华 于 2026年3月1日 01:11:56 更新，版本 v3。',
  )
  expect(withTimes('v3, 2026-02-28')).toBe('v3, 2026-02-28')
})

test('days are counted in the city, wherever the device is', () => {
  expect(today(new Date('2026-02-28T16:30:00Z'))).toBe('2026-03-01')
  expect(day('2026-02-28T16:30:00Z')).toBe(day('2026-03-01'))
})
