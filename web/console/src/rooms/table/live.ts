// Rows that others change while somebody looks at them.
import { api, done } from '@shirong/shared/api/client.ts'
import { listen } from '@shirong/shared/live.ts'
import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue'
import type { Row } from './columns'
import type { Pages } from './pages'

/** Changed rows that are read one by one; of more the whole is read again. */
const MOST = 20
/** Milliseconds for which a changed row is marked. */
const MARKED = 2_500

/**
 * Puts changed rows in their places and marks them. `moved` is called where rows that aren't here
 * changed: they may belong into the list by now, or elsewhere in it.
 */
export function useLive(pages: Readonly<ShallowRef<Pages<Row>>>, moved: () => void) {
  const changed = shallowRef<ReadonlySet<string>>(new Set())
  const timers = new Set<ReturnType<typeof setTimeout>>()
  onScopeDispose(() => timers.forEach(clearTimeout))

  async function refresh(caseIds: string[]): Promise<void> {
    const wanted = new Set(caseIds)
    const here = [...pages.value.here()].filter(([, row]) => wanted.has(row.case_id))
    if (here.length < wanted.size || here.length > MOST) moved()
    if (here.length > MOST) return
    const into = pages.value
    await Promise.all(
      here.map(async ([at, { case_id }]) => {
        const params = { path: { case_id } }
        const row = await done(api.GET('/api/ledger/cases/{case_id}', { params })).catch(() => null)
        if (row && into.at(at)?.case_id === case_id) into.put(at, row)
      }),
    )
    mark(here.map(([, { case_id }]) => case_id))
  }

  function mark(caseIds: string[]): void {
    changed.value = new Set([...changed.value, ...caseIds])
    const timer = setTimeout(() => {
      timers.delete(timer)
      changed.value = new Set([...changed.value].filter((id) => !caseIds.includes(id)))
    }, MARKED)
    timers.add(timer)
  }

  listen('/api/ledger/table/live', ({ event, data }) => {
    if (event === 'reload') moved()
    else if (event === 'changed') {
      void refresh((JSON.parse(data) as { case_ids: string[] }).case_ids)
    }
  })
  return { changed: readonly(changed), refresh }
}
