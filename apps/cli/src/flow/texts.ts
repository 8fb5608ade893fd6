import { defineTexts } from '@arq/core'

/** Texts of `arq flow`. */
export const flowTexts = defineTexts({
  idsArgument: {
    en: 'Ids of flows: those of their last jobs, which the others are the children of',
    'zh-CN': '任务流的 ID：即其根任务的 ID，其余任务都是它的后代',
  },
  abortFlag: {
    en: 'Stop all of it: the last job first, then what is below it',
    'zh-CN': '停止整个任务流：先停止根任务，再停止其下的任务',
  },
  retryFlag: {
    en: 'Run again what has failed or was aborted; what has completed stays',
    'zh-CN': '重新运行失败或已中止的任务；已完成的保持不变',
  },
  allFlag: {
    en: 'Show every job; without it, of many children some, and how many there are',
    'zh-CN': '显示所有任务；不给出时，子任务很多则只显示一部分及其数量',
  },
  watchFlag: {
    en: 'Show it again every so often, until nothing of it runs or waits any more',
    'zh-CN': '按此间隔重复显示，直到其中没有任务在运行或等待',
  },
  exampleTree: { en: 'its jobs as a tree', 'zh-CN': '以树状显示其任务' },
  exampleWatch: { en: 'until it has ended', 'zh-CN': '直到任务流结束' },
  exampleRetry: { en: 'what has failed, once more', 'zh-CN': '重新运行失败的任务' },
  exampleJson: {
    en: 'every job, for a program',
    'zh-CN': '所有任务，供程序读取',
  },
  oneOf: {
    en: 'give one of --abort, --retry and --watch',
    'zh-CN': '--abort、--retry 和 --watch 只能给出一个',
  },
  noEntries: {
    en: 'needs a result store that keeps flows: Redis, PostgreSQL, MySQL, MariaDB or SQLite',
    'zh-CN': '需要可保存任务流的结果存储：Redis、PostgreSQL、MySQL、MariaDB 或 SQLite',
  },
  unknown: {
    en: 'Nothing is kept of a flow {id}. Its id is that of its last job, not of one below it; flows are kept for 30 days after their last change.',
    'zh-CN':
      '没有任务流 {id} 的记录。任务流的 ID 是其根任务的 ID，而不是其下任务的；任务流在最后一次变化后保留 30 天。',
  },
  aborted: { en: '{id}: stopped, with all below it.', 'zh-CN': '{id}：已停止，包括其下所有任务。' },
  notAborted: {
    en: '{id} had ended; what was still open below it is stopped.',
    'zh-CN': '{id} 此前已结束；其下尚未结束的任务已停止。',
  },
  retried: {
    en: '{id}: {enqueued} jobs enqueued again, {waiting} wait for their children again.',
    'zh-CN': '{id}：{enqueued} 个任务已重新加入队列，{waiting} 个任务重新等待其子任务。',
  },
  nothingToRetry: {
    en: '{id}: nothing of it has failed or was aborted.',
    'zh-CN': '{id}：没有失败或已中止的任务。',
  },
  columnTask: { en: 'TASK', 'zh-CN': '任务函数' },
  columnStatus: { en: 'STATUS', 'zh-CN': '状态' },
  columnSince: { en: 'SINCE', 'zh-CN': '已持续' },
  columnJob: { en: 'JOB', 'zh-CN': '任务 ID' },
  columnError: { en: 'ERROR', 'zh-CN': '错误' },
  folded: { en: '… {count} more below: {statuses}', 'zh-CN': '……其下另有 {count} 个：{statuses}' },
  total: { en: '{count} jobs: {statuses}', 'zh-CN': '共 {count} 个任务：{statuses}' },
  countOf: { en: '{count} {status}', 'zh-CN': '{status} {count} 个' },
  countOfNone: { en: '{count} of which nothing is kept', 'zh-CN': '没有记录的 {count} 个' },
  comma: { en: ', ', 'zh-CN': '，' },
  folding: {
    en: 'Not every job is shown: --all shows each, --json tells a program.',
    'zh-CN': '未显示所有任务：--all 逐一显示，--json 供程序读取。',
  },
})
