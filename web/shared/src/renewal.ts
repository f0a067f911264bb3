// Exchanging the session's cookie for an access token: by pages and by the service worker, one at a
// time on a device. Knows of no page.
import type { components } from './api/schema/identity'
import { Away, Refused, readProblem } from './problem'

export type Session = components['schemas']['SessionView']
export type Person = components['schemas']['SignedIn']

/** An access token; `endsAt` is the device's own instant. */
export interface Token {
  value: string
  endsAt: number
}

export const SESSIONS = '/api/identity/sessions'
/** The lock to hold while exchanging, and the channel on which others are told what came of it. */
export const LOCK = 'shirong.session'

/** What others are told: a token and whose it is, or that nobody is signed in any more. */
export type Told = { token: Token; person: Person } | null

/** A new session; null where nobody is signed in. Hold `LOCK` while asking. */
export async function exchange(): Promise<Session | null> {
  const response = await reach(`${SESSIONS}/refresh`, { method: 'POST' })
  if (response.status === 401) return null
  if (!response.ok)
    throw new Refused(readProblem(await response.json().catch(() => null), response))
  return (await response.json()) as Session
}

export function tokenOf(session: Session): Token {
  return { value: session.access_token, endsAt: Date.now() + session.expires_in * 1000 }
}

/** As `fetch`; `Away` where the server can't be reached. */
export async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    throw new Away(error)
  }
}

export function signed(request: Request, access: string | null): Request {
  if (access) request.headers.set('Authorization', `Bearer ${access}`)
  return request
}
