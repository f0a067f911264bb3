import type { RouteRecordRaw } from 'vue-router'
import { IMPORTERS } from './imports'

export const routes: RouteRecordRaw[] = [
  {
    path: 'imports',
    component: () => import('./ImportsRoom.vue'),
    meta: { menu: 'imports.menu', title: 'imports.menu', roles: IMPORTERS },
  },
  {
    path: 'imports/:id',
    component: () => import('./ImportRoom.vue'),
    meta: { title: 'imports.menu', roles: IMPORTERS },
  },
]
