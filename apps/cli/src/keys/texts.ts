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
  weightFlag: {
    en: 'Of a key that shares a total: how many of its jobs begin while one of a key of weight 1 does, 1 to 100',
    'zh-CN': '用于共享 total 的键：权重为 1 的键启动一个任务时，它启动几个，1 到 100',
  },
  totalFlag: {
    en: 'Jobs of all keys together that run at once; 0: none begins',
    'zh-CN': '所有键合计可同时运行的任务数；0：不再启动',
  },
  exampleWeight: {
    en: 'three times as many places for this tenant as for others',
    'zh-CN': '该租户得到的名额是其他租户的三倍',
  },
  rateFlag: {
    en: 'Runs of a key that begin in --per; 0: none begins',
    'zh-CN': '在 --per 之内同一个键可启动的运行次数；0：不再启动',
  },
  budgetFlag: {
    en: 'What jobs of a key may use in --per, as unit=amount; may be repeated',
    'zh-CN': '同一个键的任务在 --per 之内可使用的量，写作 单位=数量；可重复给出',
  },
  perFlag: {
    en: 'Span of time of --rate and --budget, such as 1m',
    'zh-CN': '--rate 和 --budget 的时间跨度，例如 1m',
  },
  exampleRate: {
    en: 'this tenant may begin 200 a minute',
    'zh-CN': '该租户每分钟可启动 200 次',
  },
  nothingGiven: {
    en: 'says nothing to set: give --limit, --weight, --total, or --rate with --per',
    'zh-CN': '没有要设置的内容：请给出 --limit、--weight、--total，或 --rate 与 --per',
  },
  rateWithoutSpan: {
    en: 'a rate needs --per, such as --per 1m, and --rate or --budget',
    'zh-CN': '速率需要 --per（例如 --per 1m），以及 --rate 或 --budget',
  },
  noAmount: {
    en: '"{given}" is no unit with an amount, such as tokens=90000',
    'zh-CN': '"{given}" 不是带数量的单位，例如 tokens=90000',
  },
  noCount: {
    en: '"{given}" is not a whole number',
    'zh-CN': '"{given}" 不是整数',
  },
  exampleList: { en: 'who runs and who waits', 'zh-CN': '哪些在运行，哪些在等待' },
  exampleSet: {
    en: 'five at once for this tenant, from now on',
    'zh-CN': '从现在起，该租户可同时运行五个',
  },
  exampleStop: { en: 'nobody else begins', 'zh-CN': '不再启动新的任务' },
  exampleReset: { en: 'what the task says holds again', 'zh-CN': '恢复任务自己的设置' },
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
  set: { en: '{name}, key {key}: {set}.', 'zh-CN': '{name}，键 {key}：{set}。' },
  setAll: { en: '{name}, all other keys: {set}.', 'zh-CN': '{name}，其他键：{set}。' },
  reset: {
    en: '{name}, key {key}: what the task says.',
    'zh-CN': '{name}，键 {key}：以任务的设置为准。',
  },
  resetAll: {
    en: '{name}, all other keys: what the task says.',
    'zh-CN': '{name}，其他键：以任务的设置为准。',
  },
  columnName: { en: 'NAME', 'zh-CN': '名称' },
  columnKey: { en: 'KEY', 'zh-CN': '键' },
  columnRunning: { en: 'RUNNING', 'zh-CN': '运行' },
  columnComing: { en: 'COMING', 'zh-CN': '途中' },
  columnWaiting: { en: 'WAITING', 'zh-CN': '等待' },
  columnLimit: { en: 'LIMIT', 'zh-CN': '限制' },
  columnWeight: { en: 'WEIGHT', 'zh-CN': '权重' },
  columnRate: { en: 'RATE', 'zh-CN': '速率' },
  columnNext: { en: 'NEXT', 'zh-CN': '下次启动' },
  isSet: { en: '{limit} (set)', 'zh-CN': '{limit}（已设）' },
  rate: { en: '{parts} in {seconds} s', 'zh-CN': '{seconds} 秒内 {parts}' },
  rateIsSet: { en: '{parts} in {seconds} s (set)', 'zh-CN': '{seconds} 秒内 {parts}（已设）' },
})
