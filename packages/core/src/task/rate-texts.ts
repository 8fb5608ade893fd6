import { defineTexts } from '../texts/text.js'

/** Texts about rates of tasks, and what jobs say that they have used. */
export const rateTexts = defineTexts({
  rateNeedsSpan: {
    en: 'needs a span of time longer than 0, such as per: "1m"',
    'zh-CN': '需要大于 0 的时间跨度，例如 per: "1m"',
  },
  rateNeedsLimit: {
    en: 'needs a limit (of starts), or a budget (of what jobs use)',
    'zh-CN': '需要 limit（启动次数）或 budget（任务用量）',
  },
  rateNameDiffers: {
    en: 'must be the name that concurrency has, {name}: both are of one key',
    'zh-CN': '必须与 concurrency 的名称 {name} 相同：两者属于同一个键',
  },
  rateKeyDiffers: {
    en: 'rate.key of {task} gave another key than concurrency.key: {rate}, not {concurrency}. A job has one key',
    'zh-CN':
      '{task} 的 rate.key 与 concurrency.key 给出的键不同：{rate}，而不是 {concurrency}。一个任务只有一个键',
  },
  rateNotText: {
    en: 'rate.key of {task} gave a {got}; it must give a text',
    'zh-CN': '{task} 的 rate.key 返回了 {got}；必须返回文本',
  },
  rateWrongText: {
    en: 'rate.key of {task}: {problem}',
    'zh-CN': '{task} 的 rate.key：{problem}',
  },
})
