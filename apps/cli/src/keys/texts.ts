import { defineTexts } from '@arq/core'

/** Texts of `arq keys`. */
export const keysTexts = defineTexts({
  nameFlag: {
    en: 'Only keys under the limit of this name: that of the task, unless its concurrency has another one',
    'zh-CN': '只显示该名称的限制之下的键：即任务名，除非其 concurrency 另有名称',
  },
  nameArgument: { en: 'Name of the limit', 'zh-CN': '限制的名称' },
  keyFlag: {
    en: 'The key; without it all that have no limit of their own',
    'zh-CN': '键；不给出则指所有没有自己限制的键',
  },
  limitFlag: {
    en: 'Jobs of a key that run at once; 0: none begins; default: what the task says',
    'zh-CN': '同一个键可同时运行的任务数；0：不再启动；default：以任务的设置为准',
  },
  exampleList: { en: 'who runs and who waits', 'zh-CN': '哪些在运行，哪些在等待' },
  exampleSet: {
    en: 'five at once for this tenant, from now on',
    'zh-CN': '从现在起，该租户可同时运行五个',
  },
  exampleStop: { en: 'nobody else begins', 'zh-CN': '不再启动新的任务' },
  exampleReset: { en: "the task's own limit holds again", 'zh-CN': '恢复任务自己的限制' },
  none: { en: 'No key has jobs.', 'zh-CN': '没有任何键有任务。' },
  noStore: {
    en: 'needs the result store of the workers, by which they agree: --result-store-url, ARQ_RESULT_STORE_URL, or a settings module (-m)',
    'zh-CN':
      '需要 worker 所用的结果存储，它们由此协调：--result-store-url、ARQ_RESULT_STORE_URL 或设置模块（-m）',
  },
  noLimit: {
    en: '"{given}" is neither a whole number from 0 nor "default"',
    'zh-CN': '"{given}" 既不是不小于 0 的整数，也不是 "default"',
  },
  set: { en: '{name}, key {key}: limit {limit}.', 'zh-CN': '{name}，键 {key}：限制 {limit}。' },
  setAll: {
    en: '{name}, all other keys: limit {limit}.',
    'zh-CN': '{name}，其他键：限制 {limit}。',
  },
  reset: {
    en: "{name}, key {key}: the task's limit.",
    'zh-CN': '{name}，键 {key}：以任务的限制为准。',
  },
  resetAll: {
    en: "{name}, all other keys: the task's limit.",
    'zh-CN': '{name}，其他键：以任务的限制为准。',
  },
  columnName: { en: 'NAME', 'zh-CN': '名称' },
  columnKey: { en: 'KEY', 'zh-CN': '键' },
  columnRunning: { en: 'RUNNING', 'zh-CN': '运行' },
  columnComing: { en: 'COMING', 'zh-CN': '途中' },
  columnWaiting: { en: 'WAITING', 'zh-CN': '等待' },
  columnLimit: { en: 'LIMIT', 'zh-CN': '限制' },
  isSet: { en: '{limit} (set)', 'zh-CN': '{limit}（已设）' },
})
