import { defineMessages } from '@arq/core/internal'

/** The worker's texts for people, in both languages. */
export const messages = defineMessages({
  duplicateTask: {
    en: 'two tasks are named {name}',
    'zh-CN': '有两个任务都叫 {name}',
  },
  noTasks: {
    en: 'must hold at least one task',
    'zh-CN': '至少需要一个任务',
  },
  notATask: {
    en: 'must be a task or a named function, got {value}',
    'zh-CN': '必须是任务或具名函数，收到 {value}',
  },
  queueAndQueues: {
    en: 'give either queueName or queues, not both',
    'zh-CN': 'queueName 与 queues 只能给出一个',
  },
  noDelayedRetries: {
    en: 'makes retries of {task} wait, but {transport} delays nothing (enableDelayedJobs: false?). Set retryBackoff: 0 for retries at once, or maxRetries: 0 for none',
    'zh-CN':
      '要求 {task} 的重试等待，但 {transport} 不支持延迟（enableDelayedJobs: false？）。设 retryBackoff: 0 立即重试，或 maxRetries: 0 不重试',
  },
  cannotWait: {
    en: 'The job is not due before {due}, and this worker’s transport delays nothing',
    'zh-CN': '任务在 {due} 之前未到期，而此 worker 的 transport 不支持延迟',
  },
  queueTwice: {
    en: 'names a queue twice',
    'zh-CN': '重复列出了同一个队列',
  },
  holdTooShort: {
    en: 'A job of {queue} may need {needed} s (longest timeout, grace and stop), but the broker takes a job back {limit} s after handing it out and gives it to another worker. Raise consumer_timeout at the broker and consumerTimeout in the transport’s settings, or lower jobTimeout or gracefulShutdownTimeout',
    'zh-CN':
      '{queue} 的任务可能需要 {needed} 秒（最长超时、宽限与停止），但消息服务器在投递 {limit} 秒后会收回任务并交给其他 worker。请调高服务器的 consumer_timeout 和 transport 设置中的 consumerTimeout，或调低 jobTimeout 或 gracefulShutdownTimeout',
  },
  waitedTooLong: {
    en: '{count} jobs of {queue} waited for a slot for {seconds} s and were handed back to the queue; from now on {prefetch} are taken at a time',
    'zh-CN':
      '{queue} 的 {count} 个任务等待空位达 {seconds} 秒，已退回队列；此后每次最多领取 {prefetch} 个',
  },
  starting: {
    en: 'Worker {workerId} starts: {tasks} on {queues}',
    'zh-CN': 'Worker {workerId} 启动：{tasks}，队列 {queues}',
  },
  ready: {
    en: 'Connected to {transport}; waiting for jobs',
    'zh-CN': '已连接 {transport}，等待任务',
  },
  brokerUnreachable: {
    en: 'Cannot reach {transport}: {error}. Trying again until it answers',
    'zh-CN': '无法连接 {transport}：{error}。将持续重试直到恢复',
  },
  brokerLost: {
    en: 'Lost {transport}: {error}. Running jobs go on; reconnecting',
    'zh-CN': '与 {transport} 的连接中断：{error}。正在运行的任务继续，正在重连',
  },
  brokerBlocked: {
    en: 'The broker takes no messages: {reason}',
    'zh-CN': '消息服务器暂停接收消息：{reason}',
  },
  brokerUnblocked: { en: 'The broker takes messages again', 'zh-CN': '消息服务器恢复接收消息' },
  undeliverable: {
    en: 'Delayed jobs for {queue}: {count} came due, but the queue does not exist any more; kept in {keptIn}. Send them to a queue that exists, or delete them',
    'zh-CN':
      '队列 {queue} 的延迟任务：{count} 个已到期，但该队列已不存在；保存在 {keptIn} 中，请转发到现有队列或删除',
  },
  jobCompleted: { en: 'completed in {ms} ms', 'zh-CN': '完成，耗时 {ms} 毫秒' },
  jobRetried: {
    en: 'attempt {jobTry} failed, next one in {seconds} s: {error}',
    'zh-CN': '第 {jobTry} 次执行失败，{seconds} 秒后重试：{error}',
  },
  jobFailed: {
    en: 'failed for good, now in {dlq}: {error}',
    'zh-CN': '最终失败，已转入 {dlq}：{error}',
  },
  jobAborted: { en: 'aborted', 'zh-CN': '已中止' },
  jobDuplicate: {
    en: 'already ended; this delivery of it was acknowledged and not run',
    'zh-CN': '任务已结束，本次重复投递已确认且未执行',
  },
  jobDuplicateRun: {
    en: 'attempt {jobTry} had begun before and never ended, its worker died or lost its connection; it runs once more',
    'zh-CN': '第 {jobTry} 次执行此前已开始但未结束（worker 崩溃或连接中断），将再次执行',
  },
  jobRequeued: { en: 'handed back to the queue', 'zh-CN': '已退回队列' },
  stillRunning: {
    en: 'the task did not stop within {seconds} s of its signal; its result will be dropped',
    'zh-CN': '任务在收到信号后 {seconds} 秒内没有停止，其结果将被丢弃',
  },
  unreadable: {
    en: 'A message in {queue} is not a job and was parked in {dlq}: {error}',
    'zh-CN': '{queue} 中的一条消息不是任务，已转入 {dlq}：{error}',
  },
  hookFailed: {
    en: 'The hook {hook} threw; the job is not affected: {error}',
    'zh-CN': '钩子 {hook} 抛出错误，任务不受影响：{error}',
  },
  followUpFailed: {
    en: 'Could not publish to {queue}; the job stays unacknowledged and it is tried again: {error}',
    'zh-CN': '无法发布到 {queue}，任务保持未确认并将重试：{error}',
  },
  followUpTaken: {
    en: '{queue} takes messages again',
    'zh-CN': '{queue} 恢复接收消息',
  },
  retryRefused: {
    en: 'The next attempt cannot be sent: {reason}. The last one failed with {lastError}',
    'zh-CN': '无法发送下一次执行：{reason}。上一次失败：{lastError}',
  },
  letterCut: {
    en: 'Job {jobId} goes to {dlq} without the headers it came with, and without the stack of its error: {error}',
    'zh-CN': '任务 {jobId} 转入 {dlq}，但不带原有消息头和错误堆栈：{error}',
  },
  replyLost: {
    en: 'The client that waited for the result has gone: {error}',
    'zh-CN': '等待结果的 client 已离开：{error}',
  },
  storeDown: {
    en: 'The result store is down: {error}. Jobs go on; results are kept in memory until it is back',
    'zh-CN': '结果存储不可用：{error}。任务继续执行，结果暂存内存直到恢复',
  },
  storeDownHolding: {
    en: 'The result store is down: {error}. Finished jobs stay unacknowledged until it is back',
    'zh-CN': '结果存储不可用：{error}。已完成的任务保持未确认直到恢复',
  },
  storeUp: {
    en: 'The result store is back; {written} results written, {dropped} lost',
    'zh-CN': '结果存储已恢复；补写 {written} 个结果，丢失 {dropped} 个',
  },
  storeRefused: {
    en: 'The result of job {jobId} could not be stored: {error}',
    'zh-CN': '任务 {jobId} 的结果无法保存：{error}',
  },
  stopping: {
    en: 'Stopping on {reason}: {running} running, {waiting} handed back',
    'zh-CN': '因 {reason} 停止：{running} 个正在运行，{waiting} 个已退回',
  },
  stillWaiting: {
    en: 'Waiting for {running} running jobs, {seconds} s at most',
    'zh-CN': '等待 {running} 个正在运行的任务，最多 {seconds} 秒',
  },
  abortingRest: {
    en: '{running} jobs did not end in time: signalled and handed back',
    'zh-CN': '{running} 个任务未能按时结束：已发出信号并退回队列',
  },
  summary: {
    en: 'Stopped: {completed} completed, {failed} failed, {retried} retried, {aborted} aborted, {requeued} handed back, {ongoing} ongoing',
    'zh-CN':
      '已停止：完成 {completed}，失败 {failed}，重试 {retried}，中止 {aborted}，退回 {requeued}，进行中 {ongoing}',
  },
})
