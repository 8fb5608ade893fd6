import { defineTexts } from '@arq/core'

/** Texts of `arq cron`. */
export const cronTexts = defineTexts({
  notMadeByCron: { en: 'must be made by cron(…)', 'zh-CN': '必须由 cron(…) 创建' },
  countFlag: { en: 'Ticks to show of each', 'zh-CN': '每个任务显示的触发次数' },
  exampleList: { en: 'what comes when', 'zh-CN': '显示各任务的触发时间' },
  exampleListMore: {
    en: 'the next ten of each, for a program',
    'zh-CN': '各自接下来的十次，供程序读取',
  },
  none: { en: '{module} has no cron jobs.', 'zh-CN': '{module} 中没有定时任务。' },
  noCount: {
    en: '"{given}" is no number from 1 to 1000',
    'zh-CN': '"{given}" 不是 1 到 1000 的数字',
  },
  pausedSince: { en: 'paused since {since}', 'zh-CN': '自 {since} 起已暂停' },
  pauseUnknown: {
    en: 'Which are paused cannot be told: {reason}',
    'zh-CN': '无法得知哪些已暂停：{reason}',
  },
  namesArgument: { en: 'Names of cron jobs', 'zh-CN': '定时任务的名称' },
  examplePause: { en: 'its ticks are skipped from now on', 'zh-CN': '从现在起跳过其触发' },
  exampleResume: { en: 'its next tick runs', 'zh-CN': '其下次触发将运行' },
  noStore: {
    en: 'needs the result store of the workers, by which all of them hear of it: --result-store-url, ARQ_RESULT_STORE_URL, or a settings module (-m)',
    'zh-CN':
      '需要 worker 所用的结果存储，所有 worker 由此得知：--result-store-url、ARQ_RESULT_STORE_URL 或设置模块（-m）',
  },
  unknown: {
    en: 'the settings module has no cron job {name}; it has: {known}',
    'zh-CN': '设置模块中没有定时任务 {name}；已有：{known}',
  },
  unknownMeant: {
    en: 'the settings module has no cron job {name}; did you mean {meant}?',
    'zh-CN': '设置模块中没有定时任务 {name}；是否想用 {meant}？',
  },
  paused: { en: '{name}: paused.', 'zh-CN': '{name}：已暂停。' },
  wasPaused: { en: '{name}: was paused already.', 'zh-CN': '{name}：此前已暂停。' },
  resumed: { en: '{name}: goes on with its next tick.', 'zh-CN': '{name}：从下次触发起恢复。' },
  wasNotPaused: { en: '{name}: was not paused.', 'zh-CN': '{name}：未处于暂停状态。' },
  columnName: { en: 'NAME', 'zh-CN': '名称' },
  columnWhen: { en: 'WHEN', 'zh-CN': '时间' },
  columnZone: { en: 'TIME ZONE', 'zh-CN': '时区' },
  columnNext: { en: 'NEXT', 'zh-CN': '下次' },
  columnOptions: { en: 'OPTIONS', 'zh-CN': '选项' },
})
