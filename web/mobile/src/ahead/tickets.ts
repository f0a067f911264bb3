// Capture tickets, fetched with signal for photos without it: each is the server's word that this
// person had the right to photograph then, and good for one photo.
import { api, creating, done } from '@shirong/shared/api/client.ts'
import { person } from '@shirong/shared/session.ts'
import { store, type Ticket } from '../queue/store'

/** How many are held, and how few there may be before more are fetched. */
const FULL = 30
const LOW = 15

/** Fetches tickets where few are left, and lets go of those that can't be used any more. */
export async function refillTickets(now = Date.now()): Promise<void> {
  const memory = await store()
  const held = await memory.getAll('tickets')
  const spent = held.filter((each) => !isUsable(each, now))
  for (const each of spent) await memory.delete('tickets', each.nonce)
  const left = held.length - spent.length
  if (left >= LOW) return
  const body = { count: FULL - left }
  const { items } = await done(api.POST('/api/media/tickets', { body, headers: creating() }))
  for (const each of items) await memory.put('tickets', each)
}

/** Takes a ticket for a photo; empty where there is none. */
export async function takeTicket(now = Date.now()): Promise<string> {
  const transaction = (await store()).transaction('tickets', 'readwrite')
  const taken = (await transaction.store.getAll()).find((each) => isUsable(each, now))
  if (taken) await transaction.store.delete(taken.nonce)
  await transaction.done
  return taken?.ticket ?? ''
}

function isUsable(ticket: Ticket, now: number): boolean {
  return ticket.person_id === person.value?.id && Date.parse(ticket.expires_at) > now
}
