// A claim on the problem that somebody works on: taken at the first change, renewed while the
// work goes on, given back when they turn away undecided.
import { person } from '@shirong/shared/session.ts'
import { onBeforeUnmount, watch, type Ref } from 'vue'
import type { Problem } from './pool'
import * as verdicts from './verdicts'

/** Milliseconds from now at which a claim is renewed: when half of its time is over. */
export function renewIn(until: string, now: number = Date.now()): number {
  return Math.max(1_000, (Date.parse(until) - now) / 2)
}

export function isMine(problem: Problem | null): boolean {
  return !!problem?.claim && problem.claim.by === person.value?.id
}

export function isOthers(problem: Problem | null): boolean {
  return !!problem?.claim && problem.claim.by !== person.value?.id
}

/** `take` is given what the server answers; refusals go to `refused`. */
export function useClaim(
  problem: Ref<Problem | null>,
  take: (problem: Problem) => void,
  refused: (error: unknown) => void,
) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked: Promise<void> | null = null

  /** Takes the problem, or goes on holding it. */
  function hold(): Promise<void> {
    const wanted = problem.value
    if (!wanted || isOthers(wanted)) return Promise.resolve()
    asked ??= verdicts
      .claim(wanted)
      .then(take, refused)
      .finally(() => (asked = null))
    return asked
  }

  async function letGo(held: Problem | null): Promise<void> {
    clearTimeout(timer)
    if (!held || !isMine(held) || held.status !== 'waiting') return
    // Where it can't be given back it lapses by itself.
    await verdicts.release(held).then(take, () => {})
  }

  watch(
    () => problem.value?.claim?.until,
    (until) => {
      clearTimeout(timer)
      if (until && isMine(problem.value)) timer = setTimeout(() => void hold(), renewIn(until))
    },
    { immediate: true },
  )
  watch(
    () => problem.value,
    (now, before) => {
      if (before && now?.case_id !== before.case_id) void letGo(before)
    },
  )
  onBeforeUnmount(() => void letGo(problem.value))

  return { hold, letGo: () => letGo(problem.value), settled: () => asked ?? Promise.resolve() }
}
