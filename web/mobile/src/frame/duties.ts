// What each role does on a phone: which tabs it has, and what it may begin.
import { has, type Role } from '@shirong/shared/session.ts'
import { computed } from 'vue'

export type Duty = 'list' | 'supervision' | 'verification' | 'approval'

const POOLS: [Duty, Role][] = [
  ['list', 'handler'],
  ['supervision', 'supervisor'],
  ['verification', 'verifier'],
  ['approval', 'lead_administrator'],
]

export const mayReport = computed(() => has('inspector', 'reviewer', 'handler', 'supervisor'))
/** Who reports what others photographed; an inspector stands before it. */
export const mayUseAlbum = computed(() => has('reviewer', 'handler', 'supervisor'))
export const decides = computed(() => has('leader', 'lead_administrator'))
export const duties = computed<Duty[]>(() =>
  POOLS.filter(([, role]) => has(role)).map(([duty]) => duty),
)
