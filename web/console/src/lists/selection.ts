// Which of a list are chosen for one decision about many.
import { computed, ref } from 'vue'

/** The chosen after a click on one; with a range, everything from the last click to it. */
export function choose(
  chosen: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  from: string | null,
): Set<string> {
  const next = new Set(chosen)
  if (from !== null && ids.includes(from)) {
    const [a, b] = [ids.indexOf(from), ids.indexOf(id)].sort((x, y) => x - y)
    for (const each of ids.slice(a, b! + 1)) next.add(each)
  } else if (!next.delete(id)) next.add(id)
  return next
}

export function useSelection(ids: () => readonly string[]) {
  const kept = ref<ReadonlySet<string>>(new Set())
  let last: string | null = null
  /** Only what is still in the list counts. */
  const chosen = computed(() => new Set(ids().filter((id) => kept.value.has(id))))

  function toggle(id: string, range = false): void {
    kept.value = choose(chosen.value, ids(), id, range ? last : null)
    last = id
  }

  return {
    chosen,
    toggle,
    all: () => (kept.value = new Set(ids())),
    none: () => (kept.value = new Set<string>()),
  }
}
