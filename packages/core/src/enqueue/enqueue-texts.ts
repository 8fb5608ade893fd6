import { defineTexts } from '../texts/text.js'

/** What the enqueueing of a job, and its settings, can get wrong. */
export const enqueueTexts = defineTexts({
  mustBeCompression: {
    en: 'must be true, false or {object}',
    'zh-CN': '必须是 true、false 或 {object}',
  },
  leaseTooShort: { en: 'must be at least 1 second', 'zh-CN': '至少 1 秒' },
  expiryOutOfRange: {
    en: 'must be early enough for the job to expire in the year 9999 or before: no reader of a job can read a later moment',
    'zh-CN': '必须足够早，使任务在 9999 年或之前到期：读取任务的一方无法解析更晚的时间',
  },
  onEnqueueAsync: {
    en: 'must not be async: it is not awaited',
    'zh-CN': '不能是异步函数：不会等待其完成',
  },
  bothDelays: {
    en: 'give either deferBy or deferUntil, not both',
    'zh-CN': 'deferBy 与 deferUntil 只能给出一个',
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
  noPriorities: {
    en: 'Priorities have no effect in queue {queue} of {transport}: leave priority out, or give the queue priorities (RabbitMQ: type "classic" with maxPriority, or RabbitMQ 4; RocketMQ 5.4: maxPriority)',
    'zh-CN':
      '{transport} 的队列 {queue} 不支持优先级：请去掉 priority，或为队列启用优先级（RabbitMQ：type "classic" 加 maxPriority，或 RabbitMQ 4；RocketMQ 5.4：maxPriority）',
  },
  priorityTooHigh: {
    en: 'is {priority}; the highest in queue {queue} is {highest}',
    'zh-CN': '为 {priority}；队列 {queue} 的最高优先级是 {highest}',
  },
  strictOrderOf: {
    en: 'strictOrder of task {task}',
    'zh-CN': '任务 {task} 的 strictOrder',
  },
  lineUnanswered: {
    en: 'the result store did not say whether it has put the job into its line: {problem}',
    'zh-CN': '结果存储未答复是否已将任务放入其队伍：{problem}',
  },
  storeDegraded: {
    en: 'The result store is down; jobs go on without it: {error}',
    'zh-CN': '结果存储不可用，任务在没有它的情况下继续：{error}',
  },
  storeRecovered: { en: 'The result store is back', 'zh-CN': '结果存储已恢复' },
})
