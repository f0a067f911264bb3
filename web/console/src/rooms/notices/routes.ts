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
  {
    path: 'notices/exports/:id',
    component: () => import('./Export.vue'),
    props: true,
    meta: { title: 'notices.export' },
  },
  { path: 'open/:kind/:id?', component: () => import('./Open.vue') },
]
