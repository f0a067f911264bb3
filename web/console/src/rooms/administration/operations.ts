// What waits for a person in every service: messages that were refused, work that failed.
import { api, done } from '@shirong/shared/api/client.ts'
import type { components } from '@shirong/shared/api/schema/identity.ts'

/** Every service keeps the same routes below its own name; the client's types know them one by one. */
export const SERVICES = [
  'identity',
  'intake',
  'review',
  'dispatch',
  'closure',
  'media',
  'notice',
  'ledger',
] as const
export type Service = (typeof SERVICES)[number]

export type Message = components['schemas']['ParkedMessage']
export type Work = components['schemas']['ParkedWork']

export interface Waiting {
  service: Service
  messages: Message[]
  works: Work[]
  /** Why this service could not be asked. */
  problem: unknown
}

type Base = '/api/identity/operations'
const at = (service: Service) => `/api/${service}/operations` as Base

export async function readWaiting(service: Service): Promise<Waiting> {
  try {
    const [messages, works] = await Promise.all([
      done(api.GET(`${at(service)}/parked`)),
      done(api.GET(`${at(service)}/works`)),
    ])
    return { service, messages, works, problem: null }
  } catch (problem) {
    return { service, messages: [], works: [], problem }
  }
}

export function readMessage(service: Service, message: Message): Promise<Message> {
  const path = { message_id: message.message_id }
  return done(api.GET(`${at(service)}/parked/{message_id}`, { params: { path } }))
}

/** `applied`, `duplicate`, `held`, `parked` (it failed again) or `skipped`. */
export async function settle(
  service: Service,
  message: Message,
  how: 'replay' | 'skip',
): Promise<string> {
  const params = { path: { message_id: message.message_id } }
  const answer =
    how === 'replay'
      ? api.POST(`${at(service)}/parked/{message_id}/replay`, { params })
      : api.POST(`${at(service)}/parked/{message_id}/skip`, { params })
  return (await done(answer)).outcome
}

export async function retry(service: Service, work: Work): Promise<void> {
  const params = { path: { work: work.work, row_id: work.id } }
  await done(api.POST(`${at(service)}/works/{work}/{row_id}/retry`, { params }))
}
