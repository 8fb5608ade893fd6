import { defineTexts } from '../texts/text.js'

/** What the key of a job, and what is set for keys, can get wrong. */
export const keyTexts = defineTexts({
  weightWrong: {
    en: 'concurrency.weight of {task} gave {got}; it must give a whole number from 1 to {most}',
    'zh-CN': '{task} 的 concurrency.weight 返回了 {got}；必须返回 1 到 {most} 的整数',
  },
  nothingToSet: {
    en: 'nothing is to be set: name limit, weight or total',
    'zh-CN': '没有要设置的内容：请给出 limit、weight 或 total',
  },
  totalOfAKey: {
    en: 'total is of all keys: leave key out',
    'zh-CN': 'total 属于所有键：请去掉 key',
  },
  weightWithoutKey: {
    en: 'weight is of one key: name it by key',
    'zh-CN': 'weight 属于某一个键：请用 key 指明',
  },
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
  setNothing: {
    en: 'needs a limit (of jobs that run at once), or a rate',
    'zh-CN': '需要 limit（同时运行的任务数）或 rate',
  },
})
