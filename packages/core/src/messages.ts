import { defineMessages } from './message.js'

/** Core's texts for people, in both languages. */
export const messages = defineMessages({
  configInvalid: {
    en: 'Invalid {subject}: {problems}',
    'zh-CN': '{subject} 无效：{problems}',
  },
  invalidDuration: {
    en: '{key} must be a duration of at least 0: seconds as a number, or text such as "250ms", "10s", "5m", "2h", "1d"; got {value}',
    'zh-CN':
      '{key} 必须是不小于 0 的时长：数字表示秒，或 "250ms"、"10s"、"5m"、"2h"、"1d" 这样的文本；收到 {value}',
  },
  invalidInstant: {
    en: '{key} must be a Date or an ISO 8601 text; got {value}',
    'zh-CN': '{key} 必须是 Date 或 ISO 8601 文本；收到 {value}',
  },
  bothDelays: {
    en: 'give either deferBy or deferUntil, not both',
    'zh-CN': 'deferBy 与 deferUntil 只能给出一个',
  },
  encodeFailed: {
    en: '{subject} cannot be sent: {path} is {problem}',
    'zh-CN': '{subject} 无法发送：{path} 是 {problem}',
  },
  decodeFailed: {
    en: 'The message is unreadable: {reason}',
    'zh-CN': '消息无法读取：{reason}',
  },
  invalidArguments: {
    en: 'Invalid arguments for {task}: {problems}',
    'zh-CN': '任务 {task} 的参数无效：{problems}',
  },
  unknownFunction: {
    en: 'Unknown function {name}; this worker knows: {known}',
    'zh-CN': '未知函数 {name}；本 worker 已注册：{known}',
  },
  jobNotFound: { en: 'Job {jobId} is unknown', 'zh-CN': '任务 {jobId} 不存在' },
  jobExists: {
    en: 'A job with id {jobId} is queued, running, or its result is kept',
    'zh-CN': '任务 {jobId} 已在排队、运行，或其结果仍被保留',
  },
  jobTimeout: {
    en: 'Job {jobId} ran longer than its timeout of {seconds} s',
    'zh-CN': '任务 {jobId} 执行超过 {seconds} 秒的超时时间',
  },
  jobAborted: { en: 'Job {jobId} was aborted', 'zh-CN': '任务 {jobId} 已中止' },
  jobExpired: {
    en: 'Job {jobId} expired at {expires} and was not run',
    'zh-CN': '任务 {jobId} 已于 {expires} 过期，未执行',
  },
  jobFailed: {
    en: 'Job {jobId} failed: {error}',
    'zh-CN': '任务 {jobId} 执行失败：{error}',
  },
  jobRetry: { en: 'The job asks to be run again', 'zh-CN': '任务需要重试' },
  maxRetriesExceeded: {
    en: 'Gave up after {runs} runs: {lastError}',
    'zh-CN': '执行 {runs} 次后放弃：{lastError}',
  },
  resultNotFound: {
    en: 'Job {jobId} has ended and its result is not kept',
    'zh-CN': '任务 {jobId} 已结束，其结果未被保留',
  },
  resultTimeout: {
    en: 'No result of job {jobId} within {seconds} s (status: {status})',
    'zh-CN': '{seconds} 秒内没有任务 {jobId} 的结果（状态：{status}）',
  },
  enqueueIncomplete: {
    en: '{failed} of {total} jobs were not enqueued; results says what became of each. First error: {first}',
    'zh-CN':
      '{total} 个任务中有 {failed} 个未能入队；results 说明每个任务的情况。第一个错误：{first}',
  },
  notEnqueueable: {
    en: 'must be a task, a named function or the name of a task; got {value}',
    'zh-CN': '必须是任务、具名函数或任务名称；收到 {value}',
  },
  notArguments: {
    en: 'must be a list (positional) or a plain object (named); got {value}',
    'zh-CN': '必须是列表（按位置）或普通对象（按名称）；收到 {value}',
  },
  namedTwice: {
    en: 'args already names the arguments: give either args as an object or kwargs',
    'zh-CN': 'args 已按名称给出参数：args 对象与 kwargs 只能给出一个',
  },
  noDelays: {
    en: 'Delays are not possible over {transport}',
    'zh-CN': '{transport} 不支持延迟任务',
  },
  noPriorities: {
    en: 'Priorities have no effect in queue {queue} of {transport}: leave priority out, or give the queue priorities (RabbitMQ: type "classic" with maxPriority, or RabbitMQ 4)',
    'zh-CN':
      '{transport} 的队列 {queue} 不支持优先级：请去掉 priority，或为队列启用优先级（RabbitMQ：type "classic" 加 maxPriority，或 RabbitMQ 4）',
  },
  priorityTooHigh: {
    en: 'is {priority}; the highest in queue {queue} is {highest}',
    'zh-CN': '为 {priority}；队列 {queue} 的最高优先级是 {highest}',
  },
  needsResultStore: {
    en: '{what} needs a result store: pass resultStore when creating the client',
    'zh-CN': '{what} 需要结果存储：创建 client 时请传入 resultStore',
  },
  deliverySettled: {
    en: 'A delivery from {queue} was settled twice',
    'zh-CN': '来自 {queue} 的一次投递被重复确认',
  },
  closed: { en: '{what} is closed', 'zh-CN': '{what} 已关闭' },
  unknownScheme: {
    en: 'No {kind} is registered for "{scheme}:"; known: {known}',
    'zh-CN': '没有为 "{scheme}:" 注册 {kind}；已知：{known}',
  },
  uniqueNeedsStore: {
    en: 'jobId {jobId} was given but no result store is configured, so it cannot be kept unique (said once)',
    'zh-CN': '给出了 jobId {jobId}，但没有配置结果存储，无法保证唯一（只提示一次）',
  },
  notARecord: {
    en: 'The result store holds something that is not a job record: {reason}',
    'zh-CN': '结果存储中的内容不是任务记录：{reason}',
  },
  storeDegraded: {
    en: 'The result store is down; jobs go on without it: {error}',
    'zh-CN': '结果存储不可用，任务在没有它的情况下继续：{error}',
  },
  storeRecovered: { en: 'The result store is back', 'zh-CN': '结果存储已恢复' },
})
