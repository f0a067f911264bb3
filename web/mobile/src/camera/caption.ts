// The words of a watermark as the server will write them: time, date, weekday and code on every
// picture, the rest in the order of the city's template.
import type { Template } from '../ahead/reference'
import type { Position } from '../queue/parcel'

export interface Facts {
  place: string
  position: Pick<Position, 'longitude' | 'latitude'> | null
  organisation: string
  person: string
  number: string
  category: string
}

export interface Line {
  /** Empty where the text says by itself what it is. */
  label: string
  text: string
}

export interface Caption {
  time: string
  date: string
  weekday: string
  lines: Line[]
}

const ZONE = 'Asia/Shanghai'
const PLAIN = new Set(['place', 'coordinates', 'organisation', 'person'])
const LABELS: Record<Template['fields'][number], string> = {
  place: '地点',
  coordinates: '坐标',
  organisation: '单位',
  person: '人员',
  number: '编号',
  category: '类别',
}

export function caption(template: Template, facts: Facts, now: Date): Caption {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, ...options }).format(now)
  const texts: Record<Template['fields'][number], string> = {
    place: facts.place,
    coordinates: facts.position ? coordinates(facts.position) : '',
    organisation: facts.organisation,
    person: facts.person,
    number: facts.number,
    category: facts.category,
  }
  const isLabelled = template.layout === 'card'
  return {
    time: part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date: part({ year: 'numeric', month: 'long', day: 'numeric' }),
    weekday: part({ weekday: 'long' }),
    lines: template.fields
      .filter((name) => texts[name])
      .map((name) => ({
        label: isLabelled || !PLAIN.has(name) ? LABELS[name] : '',
        text: texts[name],
      })),
  }
}

export function coordinates({
  longitude,
  latitude,
}: {
  longitude: number
  latitude: number
}): string {
  const east = longitude >= 0 ? '东经' : '西经'
  const north = latitude >= 0 ? '北纬' : '南纬'
  return `${east} ${Math.abs(longitude).toFixed(5)}° ${north} ${Math.abs(latitude).toFixed(5)}°`
}
