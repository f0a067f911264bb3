// The reader's language: chosen once, kept on the device.
import { ref, watch } from 'vue'

export type Language = 'zh-CN' | 'en'

const KEPT = 'shirong.language'

/** Chinese, unless English was chosen on this device. */
export const language = ref<Language>(localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh-CN')

watch(
  language,
  (chosen) => {
    localStorage.setItem(KEPT, chosen)
    document.documentElement.lang = chosen
  },
  { immediate: true },
)
