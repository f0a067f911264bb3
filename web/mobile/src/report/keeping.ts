// What is typed is kept after a moment of quiet, when the program goes out of sight, and when the
// form is left.
import { onScopeDispose } from 'vue'

/** Milliseconds of quiet. */
const QUIET = 300

export function useKeeping(write: () => unknown) {
  let timer: ReturnType<typeof setTimeout> | undefined

  function now(): void {
    if (timer === undefined) return
    stop()
    write()
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(now, QUIET)
  }

  /** The form writes by itself now, or never again. */
  function stop(): void {
    clearTimeout(timer)
    timer = undefined
  }

  const hide = () => {
    if (document.visibilityState === 'hidden') now()
  }
  document.addEventListener('visibilitychange', hide)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hide)
    now()
  })
  return { soon, stop }
}
