import { defineMessages } from '@arq/core/internal'

/** The client's texts for people, in both languages. */
export const messages = defineMessages({
  notAJobId: { en: 'must be a text that is not empty', 'zh-CN': '必须是非空文本' },
  jobInBatch: {
    en: 'Job {index} of the batch: {problem}',
    'zh-CN': '批次中第 {index} 个任务：{problem}',
  },
  resultMisfit: {
    en: 'The result of job {jobId} does not fit the output schema of {task}: {problems}',
    'zh-CN': '任务 {jobId} 的结果不符合 {task} 的 output schema：{problems}',
  },
  needsReplies: {
    en: 'result() needs a result store, because {transport} cannot push replies: pass resultStore when creating the client',
    'zh-CN':
      'result() 需要结果存储，因为 {transport} 无法推送回复：创建 client 时请传入 resultStore',
  },
  needsBroadcast: {
    en: 'abort() of a running job needs a transport that can broadcast; {transport} cannot',
    'zh-CN': '中止正在运行的任务需要支持广播的传输；{transport} 不支持',
  },
  replyUnreadable: {
    en: 'A reply about job {jobId} is unreadable and was dropped: {problem}',
    'zh-CN': '任务 {jobId} 的回复无法读取，已丢弃：{problem}',
  },
  noPush: {
    en: 'The result store could not be subscribed to; results are found by polling: {problem}',
    'zh-CN': '无法订阅结果存储，改为轮询结果：{problem}',
  },
})
