// The pages of the administration, as its menu groups them.
import { organisations } from '@shirong/shared/directory.ts'
import { has, person } from '@shirong/shared/session.ts'
import { computed } from 'vue'

interface Page {
  path: string
  /** Its words: `administration.<name>.title`. */
  name: string
  /** Whether only administrators of the whole city may enter. */
  everywhere: boolean
}

interface Group {
  name: string
  pages: Page[]
}

const whole = (path: string, name: string): Page => ({ path, name, everywhere: true })
const part = (path: string, name: string): Page => ({ path, name, everywhere: false })

export const GROUPS: Group[] = [
  {
    name: 'people',
    pages: [
      part('people', 'people'),
      part('organisations', 'lists.organisations'),
      part('deputies', 'deputies'),
    ],
  },
  {
    name: 'rules',
    pages: [
      whole('categories', 'lists.categories'),
      whole('mappings', 'lists.mappings'),
      whole('routing', 'lists.routing'),
      whole('aliases', 'lists.aliases'),
      whole('areas', 'areas'),
      whole('limits', 'lists.limits'),
      whole('calendar', 'calendar'),
      whole('numbers', 'numbers'),
      whole('judgement', 'judgement'),
    ],
  },
  {
    name: 'pictures',
    pages: [
      whole('watermarks', 'watermarks'),
      whole('retention', 'lists.retention'),
      part('layouts', 'layouts'),
    ],
  },
  {
    name: 'telling',
    pages: [
      whole('notice-rules', 'lists.notice-rules'),
      whole('templates', 'lists.templates'),
      part('channels', 'channels'),
    ],
  },
  {
    name: 'running',
    pages: [
      whole('sources', 'sources'),
      part('departments', 'departments'),
      whole('operations', 'operations'),
      whole('findings', 'findings'),
    ],
  },
]

/** True for administrators of the whole city; others administer a part of it. */
export const administersAll = computed(() => {
  const roots = new Set(
    [...organisations.value.values()].filter((each) => !each.parent_id).map((each) => each.id),
  )
  return (
    person.value?.grants.some(
      (grant) => grant.role === 'administrator' && roots.has(grant.organisation_id),
    ) ?? false
  )
})

/** What this person may enter; lead administrators keep layouts and their deputies, and see departments' queues. */
export const shownGroups = computed(() =>
  GROUPS.map((group) => ({
    ...group,
    pages: group.pages.filter((page) =>
      has('administrator')
        ? !page.everywhere || administersAll.value
        : ['layouts', 'deputies', 'departments'].includes(page.path),
    ),
  })).filter((group) => group.pages.length > 0),
)
