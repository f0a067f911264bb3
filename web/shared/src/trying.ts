// Steps that may fail: whether one is being taken, and why the last one didn't work.
import { computed, ref, shallowRef } from 'vue'

export function useTrying() {
  const taken = ref(0)
  const isBusy = computed(() => taken.value > 0)
  const problem = shallowRef<unknown>(null)

  /** Takes a step, which may take others; what it throws is the problem until the next begins. */
  async function trying(step: () => Promise<unknown>): Promise<void> {
    taken.value += 1
    problem.value = null
    try {
      await step()
    } catch (error) {
      problem.value = error
    } finally {
      taken.value -= 1
    }
  }

  return { isBusy, problem, trying }
}
