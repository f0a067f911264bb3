// Times as people say them, in the city's time zone wherever the device is.
import { language } from './language'

/** The city's time zone: limits and days are counted in it. */
const ZONE = 'Asia/Shanghai'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** “3 小时前”, “in 2 days”: from now, in the largest unit that fits. */
export function relative(instant: string, now: number = Date.now()): string {
  const [count, unit] = away(instant, now)
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })
  return count ? format.format(count, unit) : format.format(0, 'second')
}

/** “3 小时”, “2 days”: how far from now, in the largest unit that fits. */
export function distance(instant: string, now: number = Date.now()): string {
  const [count, unit] = away(instant, now)
  return new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(Math.abs(count))
}

/** How many of which unit; fewer than none in the past. Days are the calendar's, not 24 hours. */
function away(instant: string, now: number): [number, Intl.RelativeTimeFormatUnitSingular] {
  const length = Date.parse(instant) - now
  if (Math.abs(length) >= DAY) return [dayNumber(Date.parse(instant)) - dayNumber(now), 'day']
  const hours = Math.trunc(length / HOUR)
  return hours ? [hours, 'hour'] : [Math.trunc(length / MINUTE), 'minute']
}

function dayNumber(instant: number): number {
  return Date.parse(today(new Date(instant))) / DAY
}

/** The whole instant, to the second. */
export function exact(instant: string): string {
  return new Intl.DateTimeFormat(language.value, {
    timeZone: ZONE,
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(new Date(instant))
}

/** A sentence of the server's with its instants as people read them. */
export function withTimes(sentence: string): string {
  return sentence.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, exact)
}

/** The day of an instant or of a date as the city counts it. */
export function day(date: string): string {
  const given = date.length === 10 ? new Date(`${date}T12:00:00+08:00`) : new Date(date)
  return new Intl.DateTimeFormat(language.value, { timeZone: ZONE, dateStyle: 'medium' }).format(
    given,
  )
}

/** Today's date in the city, as `2026-01-31`. */
export function today(now: Date = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(now)
}
