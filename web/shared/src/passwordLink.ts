// The link by which somebody sets their password. Its secret stands behind the #, which browsers
// send to no server and write into no log.

const MARK = '#password='

/** The address that an administrator hands over. */
export function passwordAddress(token: string): string {
  return `${location.origin}/console/${MARK}${encodeURIComponent(token)}`
}

/**
 * The secret that this page was opened with, if any. It is taken out of the address at once, before
 * a router remembers it.
 */
export const passwordToken = taken()

function taken(): string | null {
  if (!location.hash.startsWith(MARK)) return null
  const token = decodeURIComponent(location.hash.slice(MARK.length))
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}
