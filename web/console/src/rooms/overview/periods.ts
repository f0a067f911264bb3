// The periods that somebody looks at, as days of the city (both ends included).
export interface Period {
  from: string
  to: string
}

export const PERIODS = ['month', 'lastMonth', 'days30', 'days90', 'year'] as const
export type PeriodName = (typeof PERIODS)[number]

const DAY = 86_400_000

function shifted(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY).toISOString().slice(0, 10)
}

export function periodOf(name: PeriodName, today: string): Period {
  const month = `${today.slice(0, 7)}-01`
  const lastOfMonthBefore = shifted(month, -1)
  const periods: Record<PeriodName, Period> = {
    month: { from: month, to: today },
    lastMonth: { from: `${lastOfMonthBefore.slice(0, 7)}-01`, to: lastOfMonthBefore },
    days30: { from: shifted(today, -29), to: today },
    days90: { from: shifted(today, -89), to: today },
    year: { from: `${today.slice(0, 4)}-01-01`, to: today },
  }
  return periods[name]
}

/** The last weeks, each of seven days, the earliest first; the last one ends today. */
export function weeksBefore(today: string, count: number): Period[] {
  return Array.from({ length: count }, (_, at) => {
    const to = shifted(today, -7 * (count - 1 - at))
    return { from: shifted(to, -6), to }
  })
}
