// Names as they stand on pictures: the official ones, in the city's language whatever the reader's.
import { categories, organisations } from '@shirong/shared/directory.ts'

export function organisationOnPicture(id: string | null | undefined): string {
  return (id && organisations.value.get(id)?.name) || ''
}

export function categoryOnPicture(code: string | null | undefined): string {
  return (code && categories.value.get(code)?.name) || ''
}
