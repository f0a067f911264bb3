// Names of people who are mentioned by id, asked for once; and people by their name.
import { api, done } from './api/client'
import type { components } from './api/schema/identity'
import { shallowReactive } from 'vue'

export type Named = components['schemas']['PersonName']

const names = shallowReactive(new Map<string, string>())
const MOST = 200

/** Asks for the names that aren't known yet. */
export async function readNames(ids: (string | null | undefined)[]): Promise<void> {
  const unknown = [...new Set(ids)].filter((id): id is string => !!id && !names.has(id))
  for (let from = 0; from < unknown.length; from += MOST) {
    const query = { ids: unknown.slice(from, from + MOST), limit: MOST }
    const page = await done(api.GET('/api/identity/people', { params: { query } }))
    for (const each of page.items as Named[]) names.set(each.id, each.name)
  }
}

export function personName(id: string | null | undefined): string {
  return (id && names.get(id)) || '—'
}

/** People of one's organisations whose name holds a part of at least two letters. */
export async function findPeople(named: string): Promise<Named[]> {
  if (named.length < 2 || named.length > 20) return []
  return done(api.GET('/api/identity/people/names', { params: { query: { named } } }))
}
