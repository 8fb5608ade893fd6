import { defineTexts } from '../texts/text.js'

/** What the key of a job can get wrong. */
export const keyTexts = defineTexts({
  keyNotText: {
    en: '{setting} of {task} gave a {got}; it must give a text',
    'zh-CN': '{task} 的 {setting} 返回了 {got}；必须返回文本',
  },
  keyWrongText: {
    en: '{setting} of {task}: {problem}',
    'zh-CN': '{task} 的 {setting}：{problem}',
  },
  rateKeyDiffers: {
    en: 'rate.key of {task} gave another key than concurrency.key: {rate}, not {concurrency}. A job has one key',
    'zh-CN':
      '{task} 的 rate.key 与 concurrency.key 给出的键不同：{rate}，而不是 {concurrency}。一个任务只有一个键',
  },
})
