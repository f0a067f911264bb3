// Notices pushed to this phone while nobody looks, for as long as the session lasts.
import { api, creating, done } from '@shirong/shared/api/client.ts'
import { language } from '@shirong/shared/language.ts'

export type PushState = 'off' | 'on' | 'denied' | 'missing'

export async function pushState(): Promise<PushState> {
  if (!('PushManager' in window) || !('serviceWorker' in navigator)) return 'missing'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return 'missing'
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks the person, subscribes, and tells the server; renews where it is on already. */
export async function pushOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState()
  const registration = await navigator.serviceWorker.ready
  const { key } = await done(api.GET('/api/notice/push-key'))
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  })
  const { endpoint, keys } = subscription.toJSON()
  const body = {
    name: navigator.userAgent.slice(0, 80),
    language: language.value === 'en' ? ('en' as const) : ('zh' as const),
    endpoint: endpoint!,
    keys: { p256dh: keys!.p256dh!, auth: keys!.auth! },
  }
  try {
    await done(api.POST('/api/notice/push-subscriptions', { headers: creating(), body }))
  } catch (error) {
    await subscription.unsubscribe()
    throw error
  }
  return pushState()
}

/** The push service forgets this phone; the server lets go when it next hears so. */
export async function pushOff(): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  return pushState()
}
