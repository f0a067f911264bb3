// Who is signed in on this device. The refresh token is a cookie that no script can read; the
// access token lives in memory only, is renewed before it ends, and by one tab at a time.
import { computed, readonly, ref } from 'vue'
import type { components } from './api/schema/identity'
import { Away, Refused, readProblem } from './problem'
import {
  exchange,
  LOCK,
  reach,
  SESSIONS,
  signed,
  tokenOf,
  type Person,
  type Session,
  type Token,
  type Told,
} from './renewal'

export type { Person }
export type Role = Person['grants'][number]['role']
export type Challenge = components['schemas']['Challenge']

const KEPT = 'shirong.person'
/** Milliseconds before its end at which a token is renewed. */
const MARGIN = 60_000

let token: Token | null = null
const known = ref<Person | null>(kept())
const ended = ref(false)
const others = new BroadcastChannel(LOCK)

/** Whoever is signed in here; on a phone without signal, whoever was. */
export const person = readonly(known)
/** True once the server has ended the session: what was typed stays, and somebody signs in again. */
export const sessionEnded = readonly(ended)
export const roles = computed(() => new Set(known.value?.grants.map((grant) => grant.role) ?? []))

export function has(...wanted: Role[]): boolean {
  return wanted.some((role) => roles.value.has(role))
}

others.onmessage = ({ data }: MessageEvent<Told>) => {
  if (data) accept(data.token, data.person)
  else forget()
}

/** Signs in; a challenge where a second factor is asked for. */
export async function signIn(username: string, password: string): Promise<Challenge | null> {
  return begun(await post(SESSIONS, { username, password }))
}

/** The same with what an outside provider sent the browser back with. */
export async function signInFromOutside(state: string, code: string): Promise<Challenge | null> {
  return begun(await post(`${SESSIONS}/outside/completion`, { state, code }))
}

async function begun(response: Response): Promise<Challenge | null> {
  if (response.status === 202) return (await response.json()) as Challenge
  take((await response.json()) as Session)
  return null
}

/** A secret for an authenticator, where the role demands one and the person has none. */
export async function beginEnrolment(
  challenge: string,
): Promise<components['schemas']['Authenticator']> {
  const response = await post(`${SESSIONS}/enrolment`, { challenge })
  return (await response.json()) as components['schemas']['Authenticator']
}

/** Ends a challenge with a code; the recovery codes, where the person has just enrolled. */
export async function finishChallenge(challenge: string, code: string): Promise<string[]> {
  const response = await post(`${SESSIONS}/second-step`, { challenge, code })
  const session = (await response.json()) as Session
  take(session)
  return session.recovery_codes ?? []
}

export async function signOut(): Promise<void> {
  try {
    await authorised(new Request(`${SESSIONS}/current`, { method: 'DELETE' }))
  } finally {
    forget()
    others.postMessage(null)
  }
}

/** Goes on with the session of this device, if there is one. True where somebody is signed in. */
export async function resume(): Promise<boolean> {
  try {
    return (await renew()) !== null
  } catch (error) {
    if (error instanceof Away) return known.value !== null
    throw error
  }
}

/** Sends a request in the session's name; renewed and sent again, once, where its token ended. */
export async function authorised(request: Request): Promise<Response> {
  const again = request.clone()
  const first = await fetch(signed(request, await current()))
  if (first.status !== 401) return first
  const renewed = await renew(token?.value)
  return renewed ? fetch(signed(again, renewed.value)) : first
}

/** An access token that is good for some time yet; null where nobody is signed in. */
export async function current(): Promise<string | null> {
  if (token && token.endsAt - Date.now() > MARGIN) return token.value
  if (!known.value) return null
  return (await renew(token?.value))?.value ?? null
}

/** One tab at a time exchanges the cookie; those that waited find its token already here. */
async function renew(stale?: string): Promise<Token | null> {
  return navigator.locks.request(LOCK, async () => {
    if (token && token.value !== stale && token.endsAt > Date.now()) return token
    const before = token
    const session = await exchange()
    if (session) return take(session)
    // Somebody has signed in meanwhile.
    if (token !== before) return token
    if (known.value) ended.value = true
    token = null
    return null
  })
}

async function post(path: string, body: unknown): Promise<Response> {
  const response = await reach(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Accept-Language': document.documentElement.lang,
    },
    body: JSON.stringify(body),
  })
  if (!response.ok)
    throw new Refused(readProblem(await response.json().catch(() => null), response))
  return response
}

function take(session: Session): Token {
  const taken = tokenOf(session)
  accept(taken, session.person)
  others.postMessage({ token: taken, person: session.person } satisfies Told)
  return taken
}

function accept(given: Token, who: Person): void {
  token = given
  known.value = who
  ended.value = false
  localStorage.setItem(KEPT, JSON.stringify(who))
}

function forget(): void {
  token = null
  known.value = null
  ended.value = false
  localStorage.removeItem(KEPT)
}

function kept(): Person | null {
  const text = localStorage.getItem(KEPT)
  return text ? (JSON.parse(text) as Person) : null
}
