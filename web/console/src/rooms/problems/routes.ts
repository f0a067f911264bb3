import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: 'problems/:id?',
    component: () => import('./Problems.vue'),
    meta: {
      menu: 'problems.menu',
      title: 'problems.menu',
      roles: ['reviewer', 'leader', 'observer'],
    },
  },
]
