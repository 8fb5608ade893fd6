import './style.css'

import DefaultTheme from 'vitepress/theme-without-fonts'

import { registerLive } from './live.js'

/** @type {import('vitepress').Theme} */
export default {
  extends: DefaultTheme,
  enhanceApp() {
    registerLive()
  },
}
