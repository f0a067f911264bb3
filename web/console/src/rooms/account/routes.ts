import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: 'account',
    component: () => import('./Account.vue'),
    meta: { title: 'account.title' },
  },
  {
    path: 'account/deputies',
    component: () => import('./OwnDeputies.vue'),
    meta: { title: 'administration.deputies.title', roles: ['leader', 'lead_administrator'] },
  },
]
