import { has, person } from '@shirong/shared/session.ts'
import { createRouter, createWebHistory } from 'vue-router'
import Frame from './frame/Frame.vue'
import { routes } from './rooms'

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

router.beforeEach((to) => {
  const { roles } = to.meta
  // Whoever isn't signed in yet goes on to where they wanted, once they are.
  if (roles && person.value && !has(...roles) && to.path !== '/') return '/'
  return true
})
