// Steps that somebody takes before there is a session, one at a time, and what was wrong with one.
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { Away } from '../problem'

export function useSteps() {
  const { t } = useI18n()
  const problem = ref('')
  const busy = ref(false)

  async function trying(step: () => Promise<void>): Promise<void> {
    busy.value = true
    problem.value = ''
    try {
      await step()
    } catch (error) {
      problem.value = error instanceof Away ? t('shared.away') : (error as Error).message
    } finally {
      busy.value = false
    }
  }

  return { problem, busy, trying }
}
