import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  notEnqueued: {
    en: 'Expected {wanted} to have been enqueued. {found}',
    'zh-CN': '期望已入队 {wanted}。{found}',
  },
  enqueuedTimes: {
    en: 'Expected {wanted} to have been enqueued {times} times, it was {count} times. {found}',
    'zh-CN': '期望 {wanted} 入队 {times} 次，实际为 {count} 次。{found}',
  },
  isEnqueued: {
    en: 'Expected {wanted} not to have been enqueued. {found}',
    'zh-CN': '期望未入队 {wanted}。{found}',
  },
  nothingEnqueued: { en: 'Nothing was enqueued.', 'zh-CN': '没有任何任务入队。' },
  enqueuedWere: { en: 'Enqueued were:{lines}', 'zh-CN': '已入队的有：{lines}' },
  anyJob: { en: 'a job', 'zh-CN': '一个任务' },
  notAKit: {
    en: 'toHaveEnqueued() takes what has an `enqueued` list: a TestArq or a TestContext',
    'zh-CN': 'toHaveEnqueued() 需要带有 `enqueued` 列表的对象：TestArq 或 TestContext',
  },
  stillBusy: {
    en: 'After {patience} ms of real time this still runs or waits: {jobs}. A task that waits for the clock is ended with timeOut(), abort(), or advance() with whileJobsRun; give `patience` to tasks that need longer',
    'zh-CN':
      '真实时间 {patience} 毫秒之后仍在运行或等待：{jobs}。等待时钟的任务请用 timeOut()、abort() 或带 whileJobsRun 的 advance() 结束；需要更久的任务请加大 `patience`',
  },
  notStarted: {
    en: 'Job {jobId} has not started within {patience} ms of real time: is it due, and does the worker have its task?',
    'zh-CN':
      '任务 {jobId} 在真实时间 {patience} 毫秒内没有开始：它是否到期，worker 中是否有它的任务函数？',
  },
  notSettled: {
    en: 'What was waited for has not ended within {patience} ms of real time, and no timer is left that could end it',
    'zh-CN': '等待的操作在真实时间 {patience} 毫秒内没有结束，也没有剩余的定时器可以结束它',
  },
  jobsRefused: {
    en: 'The broker of this test refuses jobs',
    'zh-CN': '此测试中的消息服务器拒绝接收任务',
  },
  mustBeDate: { en: 'must be a Date', 'zh-CN': '必须是 Date' },
  resultMisfit: {
    en: 'The result of task {task} does not fit its output schema: {problems}',
    'zh-CN': '任务 {task} 的结果不符合其 output schema：{problems}',
  },
})
