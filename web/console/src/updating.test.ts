import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { outliveUpdates } from './updating'

const assign = vi.fn()
let isThere = false

const open = () => {
  const router = createRouter({
    history: createMemoryHistory('/console/'),
    routes: [
      { path: '/', component: {} },
      {
        path: '/ledger',
        component: () => {
          if (isThere) return Promise.resolve({})
          window.dispatchEvent(new Event('vite:preloadError'))
          return Promise.reject(new Error('404'))
        },
      },
      { path: '/broken', component: () => Promise.reject(new Error('a fault of its own')) },
    ],
  })
  outliveUpdates(router)
  return router
}
const go = (path: string) =>
  open()
    .push(path)
    .catch(() => undefined)

beforeEach(() => vi.stubGlobal('location', { ...location, assign }))
afterEach(() => {
  vi.unstubAllGlobals()
  assign.mockClear()
  sessionStorage.clear()
  isThere = false
})

test('who wants a page that an update took away gets it afresh', async () => {
  await go('/ledger')

  expect(assign).toHaveBeenCalledExactlyOnceWith('/console/ledger')
})

test('what is missing in the fresh page, too, is asked for no third time', async () => {
  await go('/ledger')
  await go('/ledger')

  expect(assign).toHaveBeenCalledOnce()
})

test('a page that came is fetched afresh after the next update again', async () => {
  await go('/ledger')
  isThere = true
  await go('/ledger')
  isThere = false
  await go('/ledger')

  expect(assign).toHaveBeenCalledTimes(2)
})

test('another fault is left to whoever tells of it', async () => {
  await go('/broken')

  expect(assign).not.toHaveBeenCalled()
})
