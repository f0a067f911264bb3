import { expect, it } from 'vitest'
import { pageOf, shownOf } from './pushed'

const CASE = '0a6f2f4e-90a8-4a63-9d0a-2f1c0a6f2f4e'

it('shows a notice under its title and leads to its case', () => {
  const link = `https://city.example/open/case/${CASE}`
  const shown = shownOf(JSON.stringify({ title: '紧急申请待审批', link, count: 1 }))

  expect(shown.title).toBe('紧急申请待审批')
  expect(pageOf(String(shown.options.data), '/m/')).toBe(`/m/cases/${CASE}`)
})

it('shows something whatever was pushed, and leads nowhere else than to the inbox', () => {
  expect(shownOf('not JSON').title).toBe('市容')
  expect(pageOf('https://elsewhere.example/open/case/x', '/m/')).toBe('/m/inbox')
})
