// What a push message says, and which page it leads to.

interface Shown {
  title: string
  options: NotificationOptions
}

/** The notification for a message of the notice service; also for one that can't be read, since a
 * browser wants every push to be shown. */
export function shownOf(message: string): Shown {
  const { title, link } = read(message)
  return {
    title: title || '市容',
    options: { data: link, tag: link, icon: 'icons/192.png', badge: 'icons/192.png' },
  }
}

/** The program's page for a notice's link: `/open/case/…` is a case, all else the inbox. */
export function pageOf(link: string, base: string): string {
  const found = /\/open\/case\/([0-9a-f-]{36})$/.exec(link)
  return found ? `${base}cases/${found[1]}` : `${base}inbox`
}

function read(message: string): { title: string; link: string } {
  try {
    const given = JSON.parse(message) as Record<string, unknown>
    return { title: text(given.title), link: text(given.link) }
  } catch {
    return { title: '', link: '' }
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
