import { defineTexts } from '@arq/core'

/** Of the result store and of what waits for it at the broker. */
export const storeTexts = defineTexts({
  storeDown: {
    en: 'The result store is away: {error}. Jobs go on; their results wait at the broker until it is back',
    'zh-CN': '结果存储不可用：{error}。任务继续执行，结果保存在消息服务器中直到恢复',
  },
  storeDownHolding: {
    en: 'The result store is away: {error}. No job starts until it is back; results of running jobs wait at the broker',
    'zh-CN': '结果存储不可用：{error}。恢复之前不启动任务；正在运行的任务的结果保存在消息服务器中',
  },
  storeAwaited: {
    en: 'The result store is away: {error}. The worker starts when it is there; it is tried again until then',
    'zh-CN': '结果存储不可用：{error}。恢复后 worker 才启动；在此之前会一直重试',
  },
  storeFound: { en: 'The result store is there', 'zh-CN': '结果存储已可用' },
  storeUp: {
    en: 'The result store is back; results written that had waited at the broker: {written}',
    'zh-CN': '结果存储已恢复；补写了在消息服务器中等待的结果：{written} 个',
  },
  storeRefused: {
    en: 'The result store refuses results until somebody mends what it names (rights of its user, foreign data under its keys): {error}. Until then they wait at the broker in arq.results.<queue>, and expire there',
    'zh-CN':
      '结果存储拒绝写入结果，直到有人解决所述问题（用户权限、键下的外来数据）：{error}。在此之前，结果在消息服务器的 arq.results.<queue> 中等待，并按期过期',
  },
  parkFailed: {
    en: 'The result of job {jobId} is neither in the store nor at the broker; the job stays unacknowledged, and both are tried again: {error}',
    'zh-CN':
      '任务 {jobId} 的结果既未存入结果存储，也未存入消息服务器；任务保持未确认，将继续尝试：{error}',
  },
  resultLost: {
    en: 'The result of job {jobId} is lost: neither the store nor the broker will ever take it. The job itself has ended',
    'zh-CN': '任务 {jobId} 的结果已丢失：结果存储和消息服务器都永远不会接受它。任务本身已结束',
  },
  notParked: {
    en: 'A message in {queue} is no result of a job; it stays there: {error}',
    'zh-CN': '{queue} 中的一条消息不是任务结果，保留在原处：{error}',
  },
  streamItemsLost: {
    en: 'The result store was away for {seconds} s at the end of the run: {lost} items of stream {name} are lost',
    'zh-CN': '运行结束时结果存储有 {seconds} 秒不可用：流 {name} 的 {lost} 项已丢失',
  },
  streamRefused: {
    en: 'The result store refuses stream {name}, and what was written to it is lost: {error}',
    'zh-CN': '结果存储拒绝流 {name}，写入的内容已丢失：{error}',
  },
  messagesMissed: {
    en: '{missed} messages to this job were dropped before it read them: more came than its inbox keeps',
    'zh-CN': '发给该任务的 {missed} 条消息在读取之前已被丢弃：数量超出收件箱的保留上限',
  },
  taskNeedsStreams: {
    en: 'Task {name} uses streams, which need a result store that keeps them, as Redis, PostgreSQL and memory do: pass one as resultStore',
    'zh-CN':
      '任务 {name} 使用流，需要支持流的结果存储，例如 Redis、PostgreSQL 或内存：请作为 resultStore 传入',
  },
  resultTooLarge: {
    en: 'The result is too large for a message of the broker',
    'zh-CN': '结果太大，超出消息服务器的消息大小限制',
  },
})
