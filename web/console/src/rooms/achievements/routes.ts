import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: 'achievements',
    component: () => import('./AchievementsRoom.vue'),
    meta: { menu: 'achievements.menu', title: 'achievements.menu' },
  },
]
