import 'element-plus/dist/index.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '@shirong/shared/tokens.css'
import './element.css'
import { resume } from '@shirong/shared/session.ts'
import '@shirong/shared/theme.ts'
import { translator } from '@shirong/shared/words/index.ts'
import { createApp } from 'vue'
import App from './App.vue'
import * as frame from './frame/words'
import { words } from './rooms'
import { router } from './router'

await resume()
createApp(App)
  .use(
    translator({
      'zh-CN': { frame: frame.zh, ...words['zh-CN'] },
      en: { frame: frame.en, ...words.en },
    }),
  )
  .use(router)
  .mount('#app')
