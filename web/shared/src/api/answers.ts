// What an answer of a service means, and the headers that make a command safe to repeat. Nothing here
// knows of a session or a page, so that a service worker can use it too.
import { Away, Refused, readProblem } from '../problem'

type Answer<T> = Promise<{ data?: T; response: Response; error?: unknown }>

/** The answer's content; throws `Refused` with the server's reason, or `Away`. */
export async function done<T>(answer: Answer<T>): Promise<T> {
  return (await doneWith(answer)).data
}

/** As `done`, with the answer's headers: an ETag, a Location, a count. */
export async function doneWith<T>(answer: Answer<T>): Promise<{ data: T; headers: Headers }> {
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
