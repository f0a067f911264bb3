// The one way to the services: typed by their own OpenAPI documents.
import createClient from 'openapi-fetch'
import { language } from '../language'
import { authorised } from '../session'
export { changing, creating, done, doneWith } from './answers'
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
