// How conditions are told in the reader's language.
import { useI18n } from 'vue-i18n'
import { columnName, columns, valueText } from './columns'
import type { Says } from './conditions'

export function useSays(): Says {
  const { t } = useI18n()
  return {
    t: (key, values) => t(key, values ?? {}),
    column: columnName,
    value: (name, value) => {
      const column = columns.value.get(name)
      if (!column) return String(value)
      // Filters compare instants by whole days.
      return valueText(column.kind === 'instant' ? { ...column, kind: 'day' } : column, value, t)
    },
  }
}
