import { defineCodeTexts } from './code-texts.js'

/** What becomes of a program on amqplib. */
export const amqplibTexts = defineCodeTexts({
  library: {
    en: 'AmqpTransport of @arq/transport-amqp connects, and connects again: new AmqpTransport({ url })',
    'zh-CN': '由 @arq/transport-amqp 的 AmqpTransport 负责连接与重连：new AmqpTransport({ url })',
  },
  channel: {
    en: 'no channels to keep: client and worker open their own, and open them again',
    'zh-CN': '无需自行维护通道：client 和 worker 会打开自己的通道并自动恢复',
  },
  assertQueue: {
    en: 'keep it while producers need it: consumeRaw never declares this queue. arq’s own queues are declared by arq (quorum, with <queue>.dlq), so give them other names',
    'zh-CN':
      '生产者仍需要时请保留：consumeRaw 从不声明该队列。arq 自己的队列由 arq 声明（quorum，附带 <queue>.dlq），请使用其他名称',
  },
  exchange: {
    en: 'keep it while others publish to it: consumeRaw reads the bound queue, and decode gets exchange and routingKey. A client of arq sends to queues only',
    'zh-CN':
      '仍有人向其发布时请保留：consumeRaw 读取已绑定的队列，decode 可得到 exchange 和 routingKey。arq 的 client 只向队列发送',
  },
  prefetch: {
    en: 'concurrency of consumeRaw for this queue; maxConcurrentJobs and prefetchCount for queues of arq',
    'zh-CN': '此队列用 consumeRaw 的 concurrency；arq 的队列用 maxConcurrentJobs 和 prefetchCount',
  },
  consume: {
    en: 'make the callback a task, and the queue an entry of raw: consumeRaw(queue, task, { deadLetter, decode })',
    'zh-CN': '把回调改为任务，把队列写入 raw：consumeRaw(queue, task, { deadLetter, decode })',
  },
  get: {
    en: 'arq consumes, and never polls by basic.get',
    'zh-CN': 'arq 使用消费方式，从不用 basic.get 轮询',
  },
  ack: {
    en: 'leave it out: the worker acknowledges once the task has returned',
    'zh-CN': '删去：任务返回后 worker 自动确认',
  },
  nack: {
    en: 'throw in place of it: a final error is dead-lettered, one that may go away is retried (maxRetries, retryOn, Retry)',
    'zh-CN': '改为抛出错误：最终错误进入死信，可恢复的错误会重试（maxRetries、retryOn、Retry）',
  },
  requeue: {
    en: 'a requeue comes back at once, for ever; throw new Retry({ defer }) waits, and maxRetries ends it',
    'zh-CN': 'requeue 会立即且无限地重来；throw new Retry({ defer }) 会等待，并由 maxRetries 结束',
  },
  send: {
    en: 'await client.enqueueJob(task, args): resolves when the broker has confirmed it. The message is arq’s, so move the consumer of this queue first, or use a new queue',
    'zh-CN':
      'await client.enqueueJob(task, args)：在服务器确认后完成。消息为 arq 格式，请先迁移此队列的消费者，或使用新队列',
  },
  publish: {
    en: 'to one queue: await client.enqueueJob(task, args, { queueName }). To an exchange with several queues: keep it, arq has no exchanges',
    'zh-CN':
      '发往单个队列：await client.enqueueJob(task, args, { queueName })。发往绑定多个队列的交换机：请保留，arq 没有交换机',
  },
  confirms: {
    en: 'leave it out: enqueueJob and enqueueJobs resolve when all is confirmed',
    'zh-CN': '删去：enqueueJob 和 enqueueJobs 在全部确认后才完成',
  },
  stop: {
    en: 'worker.stop(), or SIGTERM with Worker.run: takes no more, waits for what runs, hands the rest back',
    'zh-CN': 'worker.stop()，或在 Worker.run 下发送 SIGTERM：不再领取，等待运行中的任务，其余退回',
  },
  deadLetterExchange: {
    en: 'deadLetter: "exchange" of consumeRaw keeps using it. A queue without one needs deadLetter: "queue"',
    'zh-CN':
      'consumeRaw 的 deadLetter: "exchange" 继续使用它。没有死信交换机的队列需要 deadLetter: "queue"',
  },
  ttlQueue: {
    en: 'if it is there to delay or to retry: throw new Retry({ defer }), or enqueueJob with deferBy, need no such queue',
    'zh-CN':
      '若用于延迟或重试：throw new Retry({ defer }) 或带 deferBy 的 enqueueJob 不需要此类队列',
  },
  delay: { en: 'enqueueJob(…, { deferBy })', 'zh-CN': 'enqueueJob(…, { deferBy })' },
  expiration: {
    en: 'enqueueJob(…, { expires }): a job that has expired fails and is kept as a dead letter; the broker only drops it',
    'zh-CN': 'enqueueJob(…, { expires })：过期任务会失败并保留为死信；服务器则直接丢弃',
  },
  noAck: {
    en: 'without acks a crash loses what was handed out; arq always acknowledges, after the task',
    'zh-CN': '无确认时崩溃会丢失已投递的消息；arq 总是在任务之后确认',
  },
  replyTo: {
    en: 'await job.result() takes its place between arq and arq. For others: decode gets replyTo and correlationId, and the answer is yours to send',
    'zh-CN':
      'arq 之间用 await job.result() 代替。对其他程序：decode 可得到 replyTo 和 correlationId，应答由您自行发送',
  },
})
