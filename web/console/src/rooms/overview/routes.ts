import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '',
    component: () => import('./Overview.vue'),
    meta: { menu: 'overview.menu', title: 'overview.menu' },
  },
]
