// Names of people whom a timeline mentions by id.
import { api, done } from '@shirong/shared/api/client.ts'
import { reactive } from 'vue'

const names = reactive(new Map<string, string>())

export function personName(id: string | null): string {
  return (id && names.get(id)) ?? ''
}

/** Reads the names that aren't known yet. */
export async function readNames(ids: Iterable<string | null>): Promise<void> {
  const wanted = [...new Set(ids)]
    .filter((id): id is string => !!id && !names.has(id))
    .slice(0, 200)
  if (wanted.length === 0) return
  const { items } = await done(
    api.GET('/api/identity/people', { params: { query: { ids: wanted } } }),
  )
  for (const each of items) names.set(each.id, each.name)
}
