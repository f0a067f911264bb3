// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import type { List } from './list'

vi.stubGlobal(
  'BroadcastChannel',
  class {
    postMessage() {}
  },
)
// Node knows no page that an address could belong to.
vi.stubGlobal(
  'Request',
  class extends Request {
    constructor(address: string, init?: RequestInit) {
      super(new URL(address, 'http://desk'), init)
    }
  },
)
const { api } = await import('@shirong/shared/api/client.ts')
const lists: List[] = [
  ...Object.values(await import('./intake')),
  ...Object.values(await import('./organisations')),
  ...Object.values(await import('./settings')),
]

let sent: Request | undefined
api.use({
  onRequest: ({ request }) => {
    sent = request
    return Response.json({ version: 7, organisations: [] }, { headers: { ETag: '"v7"' } })
  },
})

test.each(lists)('$name is put at the version it was read at', async ({ read, write }) => {
  const { version } = await read()
  await write([], version)

  expect(sent?.method).toBe('PUT')
  expect(sent?.headers.get('If-Match')).toBe('"v7"')
})
