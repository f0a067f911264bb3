// The rooms of the desk, in the order of the menu. Each brings its addresses and its words.
import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@shirong/shared/session.ts'
import type { Words } from '@shirong/shared/words/index.ts'
import * as account from './account/words'
import { routes as accountRoutes } from './account/routes'
import * as achievements from './achievements/words'
import { routes as achievementsRoutes } from './achievements/routes'
import * as administration from './administration/words'
import { routes as administrationRoutes } from './administration/routes'
import * as exports from '../exports/words'
import * as cases from './cases/words'
import { routes as casesRoutes } from './cases/routes'
import * as imports from './imports/words'
import { routes as importsRoutes } from './imports/routes'
import * as ledger from './ledger/words'
import { routes as ledgerRoutes } from './ledger/routes'
import * as notices from './notices/words'
import { routes as noticesRoutes } from './notices/routes'
import * as overview from './overview/words'
import { routes as overviewRoutes } from './overview/routes'
import * as problems from './problems/words'
import { routes as problemsRoutes } from './problems/routes'
import * as table from './table/words'
import { routes as tableRoutes } from './table/routes'

declare module 'vue-router' {
  interface RouteMeta {
    /** The key of the room's name in the menu; without one it isn't in the menu. */
    menu?: string
    /** Who is shown the room; everybody where it isn't given. The server decides again. */
    roles?: Role[]
    /** The key of the page's title. */
    title?: string
  }
}

export const routes: RouteRecordRaw[] = [
  ...overviewRoutes,
  ...problemsRoutes,
  ...casesRoutes,
  ...tableRoutes,
  ...importsRoutes,
  ...achievementsRoutes,
  ...ledgerRoutes,
  ...noticesRoutes,
  ...administrationRoutes,
  ...accountRoutes,
]

const all = {
  overview,
  problems,
  cases,
  exports,
  table,
  imports,
  achievements,
  ledger,
  notices,
  administration,
  account,
}

function spoken(which: 'zh' | 'en'): Words {
  return Object.fromEntries(Object.entries(all).map(([room, words]) => [room, words[which]]))
}

export const words = { 'zh-CN': spoken('zh'), en: spoken('en') }
