// A page that was open when the city's programs were updated asks for scripts of the release before.
import type { Router } from 'vue-router'

const RENEWED = 'shirong.renewed'

/** Goes where somebody wanted to in a fresh page, once: what is missing there, too, isn't old. */
export function outliveUpdates(router: Router): void {
  let isMissing = false
  window.addEventListener('vite:preloadError', () => (isMissing = true))
  router.onError((_error, to) => {
    const href = router.resolve(to).href
    if (!isMissing || sessionStorage.getItem(RENEWED) === href) return
    sessionStorage.setItem(RENEWED, href)
    location.assign(href)
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) sessionStorage.removeItem(RENEWED)
  })
}
