import { defineTexts } from '@arq/core'

/** Texts of `arq unique`. */
export const uniqueTexts = defineTexts({
  taskFlag: { en: 'Keys of this task alone', 'zh-CN': '只显示此任务函数的键' },
  limitFlag: { en: 'The most keys to show', 'zh-CN': '最多显示的键数' },
  cursorFlag: {
    en: 'Go on behind an earlier answer, by its cursor',
    'zh-CN': '从之前输出的游标处继续',
  },
  exampleAll: { en: 'what waits and what runs, by key', 'zh-CN': '按键显示等待和运行的任务' },
  exampleTask: {
    en: 'the keys of one task, for a program',
    'zh-CN': '一个任务函数的键，供程序读取',
  },
  noStore: {
    en: 'needs the result store of clients and workers: --result-store-url, ARQ_RESULT_STORE_URL, or a settings module (-m)',
    'zh-CN':
      '需要 client 和 worker 所用的结果存储：--result-store-url、ARQ_RESULT_STORE_URL 或设置模块（-m）',
  },
  noEntries: {
    en: 'needs a result store with entries: Redis, PostgreSQL, MySQL, MariaDB or SQLite',
    'zh-CN': '需要带条目（entries）的结果存储：Redis、PostgreSQL、MySQL、MariaDB 或 SQLite',
  },
  noLimit: {
    en: '"{given}" is not a number from 1 to {most}',
    'zh-CN': '"{given}" 不是 1 到 {most} 的数字',
  },
  none: { en: 'No key has a job that waits or runs.', 'zh-CN': '没有键的任务在等待或运行。' },
  more: { en: 'There are more: --cursor {cursor}', 'zh-CN': '还有更多：--cursor {cursor}' },
  columnTask: { en: 'TASK', 'zh-CN': '任务函数' },
  columnKey: { en: 'KEY', 'zh-CN': '键' },
  columnRunning: { en: 'RUNS', 'zh-CN': '运行中' },
  columnWaiting: { en: 'WAITS', 'zh-CN': '等待中' },
  columnDue: { en: 'DUE', 'zh-CN': '到期时间' },
})
