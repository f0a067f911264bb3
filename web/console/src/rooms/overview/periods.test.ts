import { describe, expect, it } from 'vitest'
import { periodOf, weeksBefore } from './periods'

describe('periods', () => {
  it('include both ends', () => {
    expect(periodOf('days30', '2026-11-30')).toEqual({ from: '2026-11-01', to: '2026-11-30' })
  })

  it('know the month before, also over the turn of the year', () => {
    expect(periodOf('lastMonth', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' })
    expect(periodOf('lastMonth', '2028-03-31')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  })

  it('cut the time before into weeks without gaps', () => {
    expect(weeksBefore('2026-11-26', 2)).toEqual([
      { from: '2026-11-13', to: '2026-11-19' },
      { from: '2026-11-20', to: '2026-11-26' },
    ])
  })
})
