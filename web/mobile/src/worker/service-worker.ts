// Keeps the program itself on the phone, so that it opens without signal; shows what is pushed; and
// sends what waits when the browser says that there is signal again, also with no page open.
/// <reference lib="webworker" />
import type { Paths } from '@shirong/shared/api/client.ts'
import { exchange, LOCK, signed, tokenOf, type Told } from '@shirong/shared/renewal.ts'
import createClient from 'openapi-fetch'
import { sendAll } from '../queue/sender'
import { openStore } from '../queue/store'
import { wireOf } from '../queue/wire'
import { pageOf, shownOf } from './pushed'

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[]
}

interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

const QUEUE = 'shirong.queue'
const FILES = self.__WB_MANIFEST
const BASE = new URL('./', self.location.href)
const PAGE = new URL('index.html', BASE).href
/** One cache for each set of files: a program is never made of two. */
const CACHE = `shirong-${hash(FILES.map((each) => each.url + (each.revision ?? '')).join())}`

self.addEventListener('install', (event) => event.waitUntil(fill()))
self.addEventListener('activate', (event) => event.waitUntil(settle()))
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || !url.href.startsWith(BASE.href)) return
  const wanted = request.mode === 'navigate' ? PAGE : url.href
  event.respondWith(kept(wanted).then((found) => found ?? fetch(request)))
})
self.addEventListener('push', (event) => {
  const { title, options } = shownOf(event.data?.text() ?? '')
  event.waitUntil(self.registration.showNotification(title, options))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(pageOf(String(event.notification.data ?? ''), BASE.pathname)))
})
self.addEventListener('sync', (event) => {
  const { tag } = event as SyncEvent
  if (tag === QUEUE) (event as SyncEvent).waitUntil(send())
})

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(
    FILES.map((each) => new Request(new URL(each.url, BASE), { cache: 'no-cache' })),
  )
}

/** Older programs go once the new one is in charge. */
async function settle(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('shirong-') && name !== CACHE) await caches.delete(name)
  }
  await self.clients.claim()
}

async function kept(url: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(url)
}

async function open(page: string): Promise<void> {
  const [window] = await self.clients.matchAll({ type: 'window' })
  if (!window) {
    await self.clients.openWindow(page)
    return
  }
  await window.focus()
  window.postMessage({ open: page })
}

/** Sends what waits; throws where the server is still away, so that the browser comes again. */
async function send(): Promise<void> {
  const session = await navigator.locks.request(LOCK, async () => {
    const found = await exchange()
    if (found) {
      const told: Told = { token: tokenOf(found), person: found.person }
      new BroadcastChannel(LOCK).postMessage(told)
    }
    return found
  })
  if (!session) return
  const client = createClient<Paths>({
    baseUrl: '/',
    fetch: (request) => fetch(signed(request, session.access_token)),
  })
  const others = new BroadcastChannel(QUEUE)
  const came = await navigator.locks.request(QUEUE, async () => {
    const store = await openStore()
    try {
      return await sendAll({
        store,
        wire: wireOf(client),
        personId: session.person.id,
        told: () => others.postMessage('changed'),
      })
    } finally {
      store.close()
    }
  })
  if (came === 'away') throw new Error('the server is away')
}

/** A short name for a text (FNV-1a). */
function hash(text: string): string {
  let sum = 0x811c9dc5
  for (const letter of text) sum = Math.imul(sum ^ letter.codePointAt(0)!, 0x01000193)
  return (sum >>> 0).toString(36)
}
