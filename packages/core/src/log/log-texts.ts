import { defineTexts } from '../texts/text.js'

/** What the log tells of itself. */
export const logTexts = defineTexts({
  linesLost: {
    en: 'Standard error was not read: {lost} lines are lost',
    'zh-CN': '标准错误输出无人读取：丢失了 {lost} 行',
  },
})
