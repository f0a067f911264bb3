import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: 'ledger',
    component: () => import('./LedgerRoom.vue'),
    meta: { menu: 'ledger.menu', title: 'ledger.menu' },
    children: [
      { path: '', component: () => import('./EntriesPage.vue') },
      { path: 'chains', component: () => import('./ChainsPage.vue') },
      { path: 'editions', component: () => import('./EditionsPage.vue') },
      { path: 'papers', component: () => import('./PapersPage.vue') },
    ],
  },
]
