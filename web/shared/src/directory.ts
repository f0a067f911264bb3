// Names of what other things mention by id or code: organisations and categories, read once.
import { shallowRef } from 'vue'
import { api, done } from './api/client'
import type { components as Identity } from './api/schema/identity'
import type { components as Intake } from './api/schema/intake'
import { language } from './language'
import { person } from './session'

export type Organisation = Identity['schemas']['OrganisationView']
export type Category = Intake['schemas']['CategoryBody']

export const organisations = shallowRef<ReadonlyMap<string, Organisation>>(new Map())
export const categories = shallowRef<ReadonlyMap<string, Category>>(new Map())

let reader: string | undefined

/** Reads the tree and the categories, for this person once; again when `again` is given. */
export async function readDirectory(again = false): Promise<void> {
  if (!again && reader === person.value?.id && organisations.value.size > 0) return
  const [tree, listed] = await Promise.all([
    done(api.GET('/api/identity/organisations')),
    done(api.GET('/api/intake/categories')),
  ])
  organisations.value = new Map(tree.organisations.map((each) => [each.id, each]))
  categories.value = new Map(listed.categories.map((each) => [each.code, each]))
  reader = person.value?.id
}

export function organisationName(id: string | null | undefined): string {
  const found = id ? organisations.value.get(id) : undefined
  if (!found) return ''
  return language.value === 'en' && found.name_en ? found.name_en : found.short_name || found.name
}

/** The name of whoever has a code; the code itself where nobody has. */
export function nameByCode(code: string | undefined): string {
  const found = [...organisations.value.values()].find((each) => each.code === code)
  return organisationName(found?.id) || (code ?? '')
}

/** The whole name, as papers write it. */
export function officialName(id: string | null | undefined): string {
  const found = id ? organisations.value.get(id) : undefined
  return (language.value === 'en' && found?.name_en) || found?.name || ''
}

export function categoryName(code: string | null | undefined): string {
  const found = code ? categories.value.get(code) : undefined
  if (!found) return code ?? ''
  return language.value === 'en' && found.name_en ? found.name_en : found.name
}
