// Working days by the calendar that dispatch keeps: weekends, holidays, working Saturdays, and the
// city's own days off. Days are texts like `2026-01-31`, in the city's time.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/dispatch.ts'

export type Year = components['schemas']['YearView']
export type DayKind = 'working' | 'madeUp' | 'weekend' | 'holiday' | 'local'

const DAY = 86_400_000

const asked = new Map<number, Promise<Year>>()

/** The years from one day to another. */
export async function readYears(from: string, to: string): Promise<Map<number, Year>> {
  const numbers: number[] = []
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++)
    numbers.push(year)
  const years = await Promise.all(numbers.map(readYear))
  return new Map(years.map((each) => [each.year, each]))
}

function readYear(year: number): Promise<Year> {
  let found = asked.get(year)
  if (!found) {
    found = done(api.GET('/api/dispatch/calendar/{year}', { params: { path: { year } } }))
    asked.set(year, found)
    found.catch(() => asked.delete(year))
  }
  return found
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** 0 is Monday. */
export function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
}

/** What kind of day it is, and so why it counts or doesn't. */
export function kindOf(day: string, years: ReadonlyMap<number, Year>): DayKind {
  const year = years.get(Number(day.slice(0, 4)))
  if (year?.local_days_off.includes(day)) return 'local'
  if (year?.working_days.includes(day)) return weekday(day) > 4 ? 'madeUp' : 'working'
  if (year?.days_off.includes(day) && weekday(day) < 5) return 'holiday'
  if (weekday(day) > 4) return year?.days_off.includes(day) ? 'holiday' : 'weekend'
  return 'working'
}

export function isWorking(kind: DayKind): boolean {
  return kind === 'working' || kind === 'madeUp'
}

/** The working days after `from`, up to and including `to`, each with its number from 1 on. */
export function counted(
  from: string,
  to: string,
  years: ReadonlyMap<number, Year>,
): Map<string, number> {
  const found = new Map<string, number>()
  for (let day = plusDays(from, 1); day <= to; day = plusDays(day, 1))
    if (isWorking(kindOf(day, years))) found.set(day, found.size + 1)
  return found
}

/** Full weeks, Monday first, that hold every day of a month (`2026-01`). */
export function weeksOf(month: string): string[][] {
  const first = `${month}-01`
  let day = plusDays(first, -weekday(first))
  const weeks: string[][] = []
  do {
    weeks.push(Array.from({ length: 7 }, (_, at) => plusDays(day, at)))
    day = plusDays(day, 7)
  } while (day.startsWith(month))
  return weeks
}

/** The months from one day to another, at most `most`. */
export function monthsFrom(from: string, to: string, most = 12): string[] {
  const months: string[] = []
  let [year, month] = from.split('-').map(Number) as [number, number]
  for (;;) {
    const name = `${year}-${String(month).padStart(2, '0')}`
    if (name > to.slice(0, 7) || months.length === most) return months
    months.push(name)
    month += 1
    if (month > 12) [year, month] = [year + 1, 1]
  }
}
