// Times as people say them, in the city's time zone wherever the device is.
import { language } from './language'

/** The city's time zone: limits and days are counted in it. */
const ZONE = 'Asia/Shanghai'
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** “3 小时前”, “in 2 days”: from now, in the largest unit that fits. */
export function relative(instant: string, now: number = Date.now()): string {
  const away = Date.parse(instant) - now
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })
  for (const [unit, length] of UNITS) {
    if (Math.abs(away) >= length) return format.format(Math.trunc(away / length), unit)
  }
  return format.format(0, 'second')
}

/** The whole instant, to the second. */
export function exact(instant: string): string {
  return new Intl.DateTimeFormat(language.value, {
    timeZone: ZONE,
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(new Date(instant))
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
