// What a day is by a year's lists, and what a click on it changes. Dates are `2026-01-31`.

export interface Days {
  announced: boolean
  daysOff: string[]
  workingDays: string[]
  localDaysOff: string[]
}

/** `work`, `free` (a weekend), `off` (announced), `worked` (an announced weekend), `local`. */
export type Kind = 'work' | 'free' | 'off' | 'worked' | 'local'

export function kindOf(date: string, days: Days): Kind {
  if (days.localDaysOff.includes(date)) return 'local'
  if (days.daysOff.includes(date)) return 'off'
  if (days.workingDays.includes(date)) return 'worked'
  return isWeekend(date) ? 'free' : 'work'
}

export function toggled(date: string, days: Days, brush: 'local' | 'state'): Days {
  if (brush === 'local') return { ...days, localDaysOff: turned(days.localDaysOff, date) }
  // A weekend is turned into a day of work, a weekday into a day off.
  if (isWeekend(date) && !days.daysOff.includes(date))
    return { ...days, workingDays: turned(days.workingDays, date) }
  return { ...days, daysOff: turned(days.daysOff, date) }
}

/** The dates of a month in weeks from Monday; nothing where a day belongs to another month. */
export function weeksOf(year: number, month: number): (string | null)[][] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const before = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7
  const cells: (string | null)[] = Array.from({ length: before }, () => null)
  for (let day = 1; day <= length; day++)
    cells.push(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay()
  return day === 0 || day === 6
}

function turned(dates: string[], date: string): string[] {
  return dates.includes(date) ? dates.filter((each) => each !== date) : [...dates, date].sort()
}
