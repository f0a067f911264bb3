import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: 'notices',
    component: () => import('./Inbox.vue'),
    meta: { title: 'notices.menu' },
  },
  {
    path: 'notices/habits',
    component: () => import('./Habits.vue'),
    meta: { title: 'notices.habits' },
  },
  { path: 'open/:kind/:id?', component: () => import('./Open.vue') },
]
