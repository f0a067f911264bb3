import { expect, test } from 'vitest'
import { kindOf, toggled, weeksOf, type Days } from './calendar'

const PLAIN: Days = { announced: true, daysOff: [], workingDays: [], localDaysOff: [] }

test('a day is what the lists say, else a weekday or a weekend', () => {
  const days = { ...PLAIN, daysOff: ['2026-10-01'], workingDays: ['2026-10-10'] }

  expect(kindOf('2026-10-01', days)).toBe('off')
  expect(kindOf('2026-10-10', days)).toBe('worked')
  expect(kindOf('2026-10-11', days)).toBe('free')
  expect(kindOf('2026-10-12', days)).toBe('work')
  expect(kindOf('2026-10-12', { ...days, localDaysOff: ['2026-10-12'] })).toBe('local')
})

test('a click turns a weekend into work and a weekday into a day off, and back', () => {
  const worked = toggled('2026-10-10', PLAIN, 'state')
  expect(worked.workingDays).toEqual(['2026-10-10'])
  expect(toggled('2026-10-10', worked, 'state')).toEqual(PLAIN)

  const off = toggled('2026-10-01', PLAIN, 'state')
  expect(off.daysOff).toEqual(['2026-10-01'])
  expect(toggled('2026-10-01', off, 'state')).toEqual(PLAIN)
})

test('a month is laid out in weeks from Monday', () => {
  const weeks = weeksOf(2026, 2)

  expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-02-01'])
  expect(weeks.flat().filter(Boolean)).toHaveLength(28)
  expect(weeks.every((week) => week.length === 7)).toBe(true)
})
