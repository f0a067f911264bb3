// The one way to the services: typed by their own OpenAPI documents.
import createClient from 'openapi-fetch'
import { Away, Refused, readProblem } from '../problem'
import { language } from '../language'
import { authorised } from '../session'
import type { paths as Closure } from './schema/closure'
import type { paths as Dispatch } from './schema/dispatch'
import type { paths as Identity } from './schema/identity'
import type { paths as Intake } from './schema/intake'
import type { paths as Ledger } from './schema/ledger'
import type { paths as Media } from './schema/media'
import type { paths as Notice } from './schema/notice'
import type { paths as Review } from './schema/review'

type Health = '/health/live' | '/health/ready'
export type Paths = Identity &
  Omit<Intake & Review & Dispatch & Closure & Media & Ledger & Notice, Health>

/** Every route of every service. Where it is refused, `data` is missing: see `done`. */
export const api = createClient<Paths>({
  baseUrl: '/',
  fetch: (request) => authorised(request),
})

api.use({
  onRequest: ({ request }) => {
    request.headers.set('Accept-Language', language.value)
    return request
  },
})

/** The answer's content; throws `Refused` with the server's reason, or `Away`. */
export async function done<T>(
  answer: Promise<{ data?: T; response: Response; error?: unknown }>,
): Promise<T> {
  const { data, response, error } = await reached(answer)
  if (!response.ok) throw new Refused(readProblem(error, response))
  return data as T
}

/** As `done`, with the answer's headers: an ETag, a Location, a count. */
export async function doneWith<T>(
  answer: Promise<{ data?: T; response: Response; error?: unknown }>,
): Promise<{ data: T; headers: Headers }> {
  const { data, response, error } = await reached(answer)
  if (!response.ok) throw new Refused(readProblem(error, response))
  return { data: data as T, headers: response.headers }
}

async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw error instanceof TypeError ? new Away(error) : error
  }
}

/** Headers of a command that makes something; the same key twice does it once. */
export function creating(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key }
}

/** Headers of a command that was decided on this version of a thing. */
export function changing(version: number): { 'If-Match': string; 'Idempotency-Key': string } {
  return { 'If-Match': `"v${version}"`, ...creating() }
}
