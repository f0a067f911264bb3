import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: 'cases',
    component: () => import('./Pools.vue'),
    meta: { menu: 'cases.menu', title: 'cases.menu' },
  },
  {
    path: 'cases/:id',
    component: () => import('./CasePage.vue'),
    meta: { title: 'cases.page' },
    props: true,
  },
]
