import '@shirong/shared/tokens.css'
import { resume } from '@shirong/shared/session.ts'
import '@shirong/shared/theme.ts'
import { translator } from '@shirong/shared/words/index.ts'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import en from './words/en'
import zh from './words/zh-CN'

await resume()
createApp(App)
  .use(translator({ 'zh-CN': zh, en }))
  .use(router)
  .mount('#app')
