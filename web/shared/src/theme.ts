// Light or dark: as the device is, unless somebody chose.
import { computed, ref, watch } from 'vue'

export type Theme = 'light' | 'dark' | 'system'

const KEPT = 'shirong.theme'
const device = matchMedia('(prefers-color-scheme: dark)')
const deviceIsDark = ref(device.matches)
device.addEventListener('change', ({ matches }) => (deviceIsDark.value = matches))

export const theme = ref<Theme>((localStorage.getItem(KEPT) as Theme | null) ?? 'system')
export const isDark = computed(() =>
  theme.value === 'system' ? deviceIsDark.value : theme.value === 'dark',
)

watch(theme, (chosen) => localStorage.setItem(KEPT, chosen))
watch(
  isDark,
  (dark) => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    // Element Plus and Vant each know the dark theme by a class of their own.
    document.documentElement.classList.toggle('dark', dark)
    document.documentElement.classList.toggle('van-theme-dark', dark)
  },
  { immediate: true },
)
