import { has, person } from '@shirong/shared/session.ts'
import { watch } from 'vue'
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import Frame from './frame/Frame.vue'
import { routes } from './rooms'
import { outliveUpdates } from './updating'

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes: [
    { path: '/', component: Frame, children: routes },
    {
      path: '/big-screen',
      component: () => import('./rooms/overview/BigScreen.vue'),
      meta: { title: 'overview.bigScreen' },
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

/** Whether somebody is known who may not enter: before the sign-in an address stays as it is. */
function isClosed({ meta, path }: RouteLocationNormalized): boolean {
  return person.value !== null && meta.roles !== undefined && path !== '/' && !has(...meta.roles)
}

outliveUpdates(router)
router.beforeEach((to) => (isClosed(to) ? '/' : true))
watch(person, () => {
  if (isClosed(router.currentRoute.value)) void router.replace('/')
})
