import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: 'table',
    component: () => import('./TableRoom.vue'),
    meta: { menu: 'table.menu', title: 'table.menu' },
  },
]
