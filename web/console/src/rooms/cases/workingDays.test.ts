// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import type { Year } from './workingDays'

vi.stubGlobal(
  'BroadcastChannel',
  class {
    postMessage() {}
  },
)
const { counted, kindOf, monthsFrom, weeksOf } = await import('./workingDays')

// National Day 2025: off from 1 to 8 October, worked on Sunday 28 September and Saturday 11 October.
const year: Year = {
  year: 2025,
  version: 1,
  announced: true,
  days_off: ['01', '02', '03', '04', '05', '06', '07', '08'].map((day) => `2025-10-${day}`),
  working_days: ['2025-09-28', '2025-10-11'],
  local_days_off: ['2025-10-13'],
  source: 'package',
}
const years = new Map([[2025, year]])

describe('the kinds of days', () => {
  it('are told apart with their reason', () => {
    expect(kindOf('2025-09-30', years)).toBe('working')
    expect(kindOf('2025-09-28', years)).toBe('madeUp')
    expect(kindOf('2025-10-01', years)).toBe('holiday')
    expect(kindOf('2025-10-04', years)).toBe('holiday')
    expect(kindOf('2025-10-12', years)).toBe('weekend')
    expect(kindOf('2025-10-13', years)).toBe('local')
  })

  it('are weekends alone in a year that nobody announced', () => {
    expect(kindOf('2027-10-01', new Map())).toBe('working')
    expect(kindOf('2027-10-02', new Map())).toBe('weekend')
  })
})

describe('counting working days', () => {
  it('begins after the day of dispatch, skips holidays and counts working Saturdays', () => {
    const days = counted('2025-09-29', '2025-10-14', years)

    expect([...days]).toEqual([
      ['2025-09-30', 1],
      ['2025-10-09', 2],
      ['2025-10-10', 3],
      ['2025-10-11', 4],
      ['2025-10-14', 5],
    ])
  })
})

describe('the pages of a calendar', () => {
  it('hold whole weeks from Monday on', () => {
    const weeks = weeksOf('2025-10')

    expect(weeks[0]?.[0]).toBe('2025-09-29')
    expect(weeks.at(-1)?.at(-1)).toBe('2025-11-02')
  })

  it('go over the turn of the year', () => {
    expect(monthsFrom('2025-12-30', '2026-02-01')).toEqual(['2025-12', '2026-01', '2026-02'])
  })
})
