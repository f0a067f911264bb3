import { createRouter, createWebHistory } from 'vue-router'
import Home from './home/Home.vue'

/** Rooms are loaded when they are entered; the service worker has them all. */
export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes: [
    { path: '/', component: Home },
    { path: '/report', component: () => import('./report/Report.vue') },
    { path: '/waiting', component: () => import('./queue/Waiting.vue') },
    { path: '/reports', component: () => import('./reports/Reports.vue') },
    { path: '/reports/:id', component: () => import('./reports/ReportPage.vue'), props: true },
    {
      path: '/pool/:duty(list|supervision|verification|approval)',
      component: () => import('./cases/Pool.vue'),
      props: true,
    },
    { path: '/cases/:id', component: () => import('./cases/CasePage.vue'), props: true },
    {
      path: '/cases/:id/:kind(rectification|recheck)',
      component: () => import('./cases/Evidence.vue'),
      props: true,
    },
    { path: '/decisions', component: () => import('./decisions/Decisions.vue') },
    { path: '/decisions/:id', component: () => import('./decisions/UrgentPage.vue'), props: true },
    { path: '/inbox', component: () => import('./inbox/Inbox.vue') },
    { path: '/me', component: () => import('./me/Me.vue') },
    { path: '/open/case/:id', redirect: ({ params }) => `/cases/${String(params.id)}` },
    { path: '/open/:rest(.*)', redirect: '/inbox' },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})
