// How wide somebody made the columns; kept on the device.
import { ref, watch } from 'vue'

const KEPT = 'shirong.table.widths'

export const widths = ref<Record<string, number>>(read())
watch(widths, (now) => localStorage.setItem(KEPT, JSON.stringify(now)), { deep: true })

function read(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, number>
  } catch {
    return {}
  }
}
