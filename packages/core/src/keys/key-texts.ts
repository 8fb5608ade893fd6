import { defineTexts } from '../texts/text.js'

/** What the key of a job can get wrong. */
export const keyTexts = defineTexts({
  keyNotText: {
    en: 'concurrency.key of {task} gave a {got}; it must give a text',
    'zh-CN': '{task} 的 concurrency.key 返回了 {got}；必须返回文本',
  },
  keyWrongText: {
    en: 'concurrency.key of {task}: {problem}',
    'zh-CN': '{task} 的 concurrency.key：{problem}',
  },
})
