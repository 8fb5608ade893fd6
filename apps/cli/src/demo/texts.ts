import { defineTexts } from '@arq/core'

/** The texts of `arq demo`, in both languages. */
export const demoTexts = defineTexts({
  rabbitmqUrlFlag: {
    en: 'Run over this broker, in a queue of its own, instead of memory; only this flag, no variable',
    'zh-CN': '通过此消息服务器运行（使用独立的队列），而不是在内存中；只看此选项，不看环境变量',
  },
  resultStoreUrlFlag: {
    en: 'Keep states and results there instead of in memory; only this flag, no variable',
    'zh-CN': '状态和结果保存在此处，而不是内存；只看此选项，不看环境变量',
  },
  jobsFlag: { en: 'About how many jobs', 'zh-CN': '大约多少个任务' },
  jobsWrong: {
    en: 'must be a whole number from {fewest} to {most}',
    'zh-CN': '必须是 {fewest} 到 {most} 的整数',
  },
  exampleDemo: { en: 'Needs no server', 'zh-CN': '不需要任何服务器' },
  exampleDemoServers: { en: 'The same on real servers', 'zh-CN': '在真实的服务器上运行' },

  start: { en: '{jobs} jobs on {servers}', 'zh-CN': '在 {servers} 上运行 {jobs} 个任务' },

  plainKind: { en: 'plain', 'zh-CN': '普通任务' },
  typedKind: { en: 'typed, with dates', 'zh-CN': '带类型和日期' },
  deferredKind: { en: 'deferred 0.1 to 2 s', 'zh-CN': '延迟 0.1 至 2 秒' },
  retriedKind: { en: 'asks for a retry', 'zh-CN': '主动要求重试' },
  transientKind: { en: 'network fault once', 'zh-CN': '遇到一次网络故障' },
  uniqueKind: { en: 'same id twice', 'zh-CN': '相同 id 入队两次' },
  failingKind: { en: 'throws', 'zh-CN': '抛出错误' },
  hopelessKind: { en: 'network fault always', 'zh-CN': '一直网络故障' },
  expiredKind: { en: 'started too late', 'zh-CN': '启动前已过期' },
  abortedKind: { en: 'aborted by the client', 'zh-CN': '被客户端中止' },

  completed: { en: 'completed', 'zh-CN': '完成' },
  typed: { en: 'completed, dates are dates', 'zh-CN': '完成，日期仍是日期' },
  onTime: { en: 'completed, never early', 'zh-CN': '完成，从不提前' },
  secondAttempt: { en: 'completed on the second attempt', 'zh-CN': '第二次执行完成' },
  onlyOnce: { en: 'second refused, ran once', 'zh-CN': '第二次被拒绝，只执行一次' },
  deadLetter: { en: 'failed, dead letter', 'zh-CN': '失败，进入死信队列' },
  gaveUp: { en: 'failed after 2 runs, dead letter', 'zh-CN': '执行 2 次后失败，进入死信队列' },
  expired: { en: 'not run, dead letter', 'zh-CN': '未执行，进入死信队列' },
  aborted: { en: 'stopped', 'zh-CN': '已停止' },

  columnKind: { en: 'KIND OF JOB', 'zh-CN': '任务种类' },
  columnJobs: { en: 'JOBS', 'zh-CN': '数量' },
  columnExpected: { en: 'EXPECTED', 'zh-CN': '预期' },
  columnGot: { en: 'GOT', 'zh-CN': '实际' },
  deadLetters: { en: 'Dead letters: {count}', 'zh-CN': '死信：{count}' },
  andMore: { en: 'and {count} more', 'zh-CN': '以及另外 {count} 个' },
  total: {
    en: '{jobs} jobs in {seconds} s ({rate}/s, deferred ones and retries waiting among them)',
    'zh-CN': '{seconds} 秒内 {jobs} 个任务（每秒 {rate} 个，其中包括等待的延迟与重试任务）',
  },
  allAsExpected: { en: 'Every job ended as expected.', 'zh-CN': '所有任务都符合预期。' },
  notAsExpected: {
    en: '{count} did not end as expected:',
    'zh-CN': '{count} 个不符合预期：',
  },
  nextOnRabbit: { en: 'The same on RabbitMQ and Redis:', 'zh-CN': '在 RabbitMQ 和 Redis 上运行：' },
  queuesStay: {
    en: 'Left on the broker, empty: the queues with {queue} in their names.',
    'zh-CN': '名称中含有 {queue} 的队列留在服务器上，均为空。',
  },
})
