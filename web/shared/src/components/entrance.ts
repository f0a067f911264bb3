// Steps that somebody takes before there is a session, one at a time, and what was wrong with one.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { Away } from '../problem'
import { useTrying } from '../trying'

export function useSteps() {
  const { t } = useI18n()
  const { isBusy: busy, problem: thrown, trying } = useTrying()
  const problem = computed(() =>
    thrown.value instanceof Away ? t('shared.away') : (thrown.value as Error | null)?.message,
  )

  return { problem, busy, trying }
}
