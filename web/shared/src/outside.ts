// Signing in at an outside provider: the way there, and what it sends the browser back with, to
// /sign-in/outside. What that is for is remembered by this tab alone.
import { api, done } from './api/client'

/** A session of one's own, or linking the account there to the one here. */
export type Purpose = 'sign-in' | 'link'

/** What the provider sent the browser back with; `code` is null where it let nobody in. */
export interface Return {
  state: string
  code: string | null
}

const PLACE = 'sign-in/outside'
const REMEMBERED = 'shirong.outside'

let waiting = arrived()

/** What the provider is called; null where people sign in here only. */
export async function providerName(): Promise<string | null> {
  return (await done(api.GET('/api/identity/sessions/outside'))).name
}

/** Leaves for the provider's page; the browser comes back to where it is now. */
export async function goOutside(purpose: Purpose): Promise<void> {
  const { address } = await done(api.POST('/api/identity/sessions/outside'))
  sessionStorage.setItem(REMEMBERED, JSON.stringify({ purpose, back: location.pathname }))
  location.assign(address)
}

/** What the browser came back with for this purpose; once. */
export function takeReturn(purpose: Purpose): Return | null {
  if (waiting?.purpose !== purpose) return null
  const { state, code } = waiting
  waiting = null
  return { state, code }
}

/** The return that this page was opened with, taken out of the address before a router sees it. */
function arrived(): (Return & { purpose: Purpose }) | null {
  const base = import.meta.env.BASE_URL
  if (location.pathname !== `${base}${PLACE}`) return null
  const query = new URLSearchParams(location.search)
  const text = sessionStorage.getItem(REMEMBERED)
  sessionStorage.removeItem(REMEMBERED)
  const remembered = text ? (JSON.parse(text) as { purpose: Purpose; back: string }) : null
  const back = remembered?.back.startsWith(base) ? remembered.back : base
  history.replaceState(history.state, '', back)
  return {
    purpose: remembered?.purpose ?? 'sign-in',
    state: query.get('state') ?? '',
    code: query.get('code'),
  }
}
