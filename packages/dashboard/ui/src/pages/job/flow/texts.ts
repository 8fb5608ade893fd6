import { defineTexts } from '../../../language/text.js'

/** Words of the flow that a job is part of. */
export const flowTexts = defineTexts({
  title: { en: 'Flow', 'zh-CN': '流程' },
  lead: {
    en: 'A job begins when all on its right have ended. {total} {total|job|jobs}:',
    'zh-CN': '右侧的任务全部结束后，左侧的任务才开始。共 {total} 个任务：',
  },
  notWhole: {
    en: 'Only the first {total} jobs were looked at',
    'zh-CN': '仅查看了前 {total} 个任务',
  },
  drawing: { en: 'The flow as a tree', 'zh-CN': '流程树' },
  noTask: { en: 'not known', 'zh-CN': '未知' },
  here: { en: 'this job', 'zh-CN': '此任务' },
  more: { en: '{count} more', 'zh-CN': '另有 {count} 个' },
  ofTask: { en: 'children of {task}:', 'zh-CN': '{task} 的子任务：' },
  job: { en: 'Job', 'zh-CN': '任务' },
  open: { en: 'Open its page', 'zh-CN': '打开其页面' },
  children: { en: 'Children', 'zh-CN': '子任务' },
  childrenOf: { en: 'Children of {task}: {status}', 'zh-CN': '{task} 的子任务：{status}' },
  moreJobs: { en: 'Show more', 'zh-CN': '显示更多' },
  onFail: { en: 'When a child fails', 'zh-CN': '子任务失败时' },
  fail: { en: 'it fails, too', 'zh-CN': '它也失败' },
  wait: { en: 'it waits for a retry', 'zh-CN': '等待重试' },
  ignore: { en: 'it begins all the same', 'zh-CN': '照常开始' },
  status: { en: 'Status', 'zh-CN': '状态' },
  error: { en: 'Error', 'zh-CN': '错误' },
  result: { en: 'Result', 'zh-CN': '结果' },
  noResult: { en: 'It gave nothing back', 'zh-CN': '没有返回值' },
  notKept: { en: 'Its record is not kept any more', 'zh-CN': '其记录已不再保留' },

  queued: { en: 'queued', 'zh-CN': '排队中' },
  in_progress: { en: 'running', 'zh-CN': '运行中' },
  completed: { en: 'completed', 'zh-CN': '已完成' },
  failed: { en: 'failed', 'zh-CN': '失败' },
  retrying: { en: 'retrying', 'zh-CN': '重试中' },
  aborted: { en: 'aborted', 'zh-CN': '已中止' },
  waiting: { en: 'waits for children', 'zh-CN': '等待子任务' },
  unknown: { en: 'not known', 'zh-CN': '未知' },

  abort: { en: 'Abort the flow', 'zh-CN': '中止流程' },
  abortAsk: { en: 'Abort the whole flow?', 'zh-CN': '中止整个流程？' },
  abortLead: {
    en: 'All its jobs are stopped, from the root down: those that wait never start, those that run get their signal.',
    'zh-CN': '从根任务起停止其所有任务：等待中的不再启动，运行中的收到中止信号。',
  },
  isAborted: { en: 'The flow is aborted', 'zh-CN': '流程已中止' },
  retry: { en: 'Retry the flow', 'zh-CN': '重试流程' },
  retryAsk: { en: 'Run again what has failed?', 'zh-CN': '重新运行失败的任务？' },
  retryLead: {
    en: 'Jobs that failed or were aborted are enqueued again, and their parents wait for them. What has completed is not run again.',
    'zh-CN': '失败或已中止的任务将重新入队，其父任务等待它们。已完成的不再运行。',
  },
  isRetried: {
    en: '{enqueued} {enqueued|job|jobs} enqueued again, {waiting} {waiting|parent waits|parents wait}',
    'zh-CN': '{enqueued} 个任务重新入队，{waiting} 个父任务等待',
  },
})
