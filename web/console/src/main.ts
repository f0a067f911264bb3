import 'element-plus/dist/index.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '@shirong/shared/tokens.css'
import './element.css'
import { resume } from '@shirong/shared/session.ts'
import '@shirong/shared/theme.ts'
import { translator } from '@shirong/shared/words/index.ts'
import { createApp } from 'vue'
import App from './App.vue'
import * as dialogs from './dialogs/words'
import * as frame from './frame/words'
import * as lists from './lists/words'
import * as maps from './maps/words'
import * as phrases from './phrases/words'
import * as pickers from './pickers/words'
import * as pictures from './pictures/words'
import { words } from './rooms'
import { router } from './router'

const own = (which: 'zh' | 'en') => ({
  dialogs: dialogs[which],
  frame: frame[which],
  lists: lists[which],
  maps: maps[which],
  phrases: phrases[which],
  pickers: pickers[which],
  pictures: pictures[which],
})

await resume()
createApp(App)
  .use(
    translator({ 'zh-CN': { ...own('zh'), ...words['zh-CN'] }, en: { ...own('en'), ...words.en } }),
  )
  .use(router)
  .mount('#app')
