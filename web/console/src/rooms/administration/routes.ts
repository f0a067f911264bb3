import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { List } from './lists/list'

/** A page of a list that needs nothing beside its rows. */
function listed(path: string, read: () => Promise<List>): RouteRecordRaw {
  return {
    path,
    component: () => import('./lists/ListPage.vue') as Promise<Component>,
    meta: { title: `administration.lists.${path}.title` },
    props: () => ({ list: lists.get(path) }),
    beforeEnter: async () => {
      lists.set(path, await read())
    },
  }
}
const lists = new Map<string, List>()

function page(path: string, component: () => Promise<Component>): RouteRecordRaw {
  return { path, component, meta: { title: `administration.${path}.title` } }
}

const intake = () => import('./lists/intake')
const settings = () => import('./lists/settings')

export const routes: RouteRecordRaw[] = [
  {
    path: 'administration',
    component: () => import('./Administration.vue'),
    meta: {
      menu: 'administration.menu',
      title: 'administration.menu',
      roles: ['administrator', 'lead_administrator'],
    },
    children: [
      { path: '', component: { render: () => null } },
      page('people', () => import('./people/People.vue')),
      listed('organisations', async () => (await import('./lists/organisations')).organisations),
      page('deputies', () => import('./people/Deputies.vue')),
      listed('categories', async () => (await intake()).categories),
      listed('mappings', async () => (await intake()).mappings),
      {
        path: 'routing',
        component: () => import('./lists/Routing.vue'),
        meta: { title: 'administration.lists.routing.title' },
      },
      listed('aliases', async () => (await intake()).aliases),
      page('areas', () => import('./Areas.vue')),
      listed('limits', async () => (await settings()).limits),
      page('calendar', () => import('./Calendar.vue')),
      page('numbers', () => import('./Numbers.vue')),
      page('judgement', () => import('./Judgement.vue')),
      page('watermarks', () => import('./Watermarks.vue')),
      listed('retention', async () => (await settings()).retention),
      page('layouts', () => import('./Layouts.vue')),
      listed('notice-rules', async () => (await settings()).noticeRules),
      {
        path: 'templates',
        component: () => import('./lists/Templates.vue'),
        meta: { title: 'administration.lists.templates.title' },
      },
      page('channels', () => import('./Channels.vue')),
      page('sources', () => import('./sources/Sources.vue')),
      page('departments', () => import('./departments/Departments.vue')),
      page('operations', () => import('./Operations.vue')),
      page('findings', () => import('./Findings.vue')),
    ],
  },
]
