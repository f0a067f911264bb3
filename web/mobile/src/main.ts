import '@shirong/shared/tokens.css'
import './frame/frame.css'
import { person, resume } from '@shirong/shared/session.ts'
import '@shirong/shared/theme.ts'
import { translator } from '@shirong/shared/words/index.ts'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { sweepKept } from './ahead/kept'
import { readReference } from './ahead/reference'
import { refillTickets } from './ahead/tickets'
import { registerWorker } from './frame/updating'
import { watchInbox } from './inbox/unread'
import { startQueue } from './queue/queue'
import { router } from './router'
import en from './words/en'
import zh from './words/zh-CN'

// Nobody waits for an answer on a weak signal: whoever was signed in goes on at once and anybody
// else finds the way in, while the session is renewed.
void resume().catch(() => false)

createApp(App)
  .use(translator({ 'zh-CN': zh, en }))
  .use(router)
  .mount('#app')

void registerWorker()
void startQueue()
void sweepKept()
watchInbox()
watch(
  () => person.value?.id,
  (id) => {
    if (!id) return
    void readReference()
    void refillTickets().catch(() => undefined)
  },
  { immediate: true },
)
addEventListener('online', () => void refillTickets().catch(() => undefined))
navigator.serviceWorker?.addEventListener(
  'message',
  ({ data }: MessageEvent<{ open?: string }>) => {
    if (data.open) void router.push(data.open.replace(import.meta.env.BASE_URL, '/'))
  },
)
