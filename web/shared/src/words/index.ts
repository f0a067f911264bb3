// Words of both programs, and the services' own words for the values they choose from.
import { createI18n } from 'vue-i18n'
import { watch } from 'vue'
import { language, type Language } from '../language'
import en from './en'
import vocabulary from './vocabulary.json'
import zh from './zh-CN'

export type Kind = keyof typeof vocabulary

export interface Words {
  [key: string]: string | string[] | Words
}

/** The translator of a program: what both say, and what only it says. */
export function translator(own: Record<Language, Words>) {
  const i18n = createI18n({
    legacy: false,
    locale: language.value,
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': { ...zh, ...own['zh-CN'] }, en: { ...en, ...own.en } },
  })
  watch(language, (chosen) => {
    i18n.global.locale.value = chosen
  })
  return i18n
}

/** The service's word for a value of a column (`stage`, `pool`, `role`…); the value where it has none. */
export function word(kind: Kind, value: string | null | undefined): string {
  if (!value) return ''
  const words = (vocabulary[kind] as Record<string, { zh: string; en: string }>)[value]
  return words ? words[language.value === 'en' ? 'en' : 'zh'] : value
}

/** The values a column chooses from, in their order. */
export function choices(kind: Kind): { value: string; label: string }[] {
  return Object.keys(vocabulary[kind]).map((value) => ({ value, label: word(kind, value) }))
}
