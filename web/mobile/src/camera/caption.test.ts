import { expect, it } from 'vitest'
import type { Template } from '../ahead/reference'
import { caption, type Facts } from './caption'

const TEMPLATE = {
  code: 'standard',
  name: '标准',
  layout: 'strip',
  title: '抚顺市容整治',
  fields: ['category', 'place', 'coordinates', 'number'],
  ink: '#FFFFFF',
  accent: '#FFC800',
  shade: '#000000',
  opacity: 60,
  uses: ['report'],
  logo: null,
} satisfies Template
const FACTS: Facts = {
  place: '新华大街 12 号',
  position: { longitude: 123.8972, latitude: 41.8587 },
  organisation: '站前街道',
  person: '王建国',
  number: '',
  category: '暴露垃圾',
}
const NOW = new Date('2026-03-01T16:05:00Z')

it('tells the time in the city, wherever the phone is', () => {
  expect(caption(TEMPLATE, FACTS, NOW)).toMatchObject({
    time: '00:05',
    date: '2026年3月2日',
    weekday: '星期一',
  })
})

it('has the facts that are known, in the order of the template', () => {
  expect(caption(TEMPLATE, FACTS, NOW).lines).toEqual([
    { label: '类别', text: '暴露垃圾' },
    { label: '', text: '新华大街 12 号' },
    { label: '', text: '东经 123.89720° 北纬 41.85870°' },
  ])
})

it('labels every fact on an inspection card', () => {
  const card = { ...TEMPLATE, layout: 'card' as const }

  expect(caption(card, FACTS, NOW).lines.map((each) => each.label)).toEqual([
    '类别',
    '地点',
    '坐标',
  ])
})
