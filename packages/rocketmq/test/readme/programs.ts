// The programs of README.md, to the letter between `#region` and `#endregion` (`test/readme.test.ts` compares them), each
// with what it leaves out. `readme.integration.test.ts` runs them.
/* oxlint-disable no-console, typescript/no-unsafe-argument -- as users write it */

import {
  type Admin,
  type ConsumeMessage,
  createAdmin,
  createConsumer,
  createLiteConsumer,
  createProducer,
  createPullConsumer,
  createSimpleConsumer,
  createTransactionMessage,
  createTransactionProducer,
  isRequest,
  type MessageExt,
  type MessageQueue,
  type Producer,
  type PullConsumer,
  type PushConsumer,
  TRANSACTION_STATE,
} from '../../src/index.js'

export interface Order {
  readonly id: string
}

export async function sendOne(nameServers: string) {
  // #region a producer
  const producer = createProducer({ nameServers, group: 'order-service' })
  await producer.start()

  const { msgId, queue, queueOffset } = await producer.send({
    topic: 'orders',
    body: 'hello',
    keys: 'o-1',
  })
  console.log(msgId, queue.brokerName, queue.queueId, queueOffset)

  await producer.close()
  // #endregion
}

export async function consumeOrders(nameServers: string, bill: (order: Order) => void) {
  // #region a consumer
  const consumer = createConsumer({ nameServers, group: 'billing' })
  consumer.subscribe('orders', async (message) => bill(JSON.parse(message.body.toString())))
  await consumer.start()
  // #endregion
  return consumer
}

export async function sendInEveryWay(producer: Producer, order: Order, signal: AbortSignal) {
  const body = 'an alert'
  // #region sending
  const message = { topic: 'orders', body: JSON.stringify(order), tags: 'paid', keys: order.id }

  await producer.send(message) // stored, or an error
  await producer.send(message, { timeoutMs: 10_000, signal, retries: 0 })
  const [queue] = await producer.queues('orders')
  await producer.send(message, { queue })
  await producer.send(message, {
    selector: (queues, { keys }) => queues[keys.length % queues.length] ?? queues[0],
  })
  await producer.sendOneway(message) // handed to the socket; nobody knows more
  await producer.sendBatch([message, message]) // a list of any length; one result for each

  await producer.send({ ...message, delayLevel: 3 }) // 10 s
  await producer.send({ topic: 'alerts', body, priority: 3 }) // RocketMQ 5.4
  const { recallHandle } = await producer.send({ ...message, deliverAtMs: Date.now() + 60_000 })
  if (recallHandle) await producer.recall(recallHandle)
  // #endregion
  return recallHandle
}

export async function askForPrices(
  clients: { consumer: PushConsumer; replier: Producer; producer: Producer },
  priceOf: (asked: Buffer) => Promise<string>,
) {
  const { consumer, replier, producer } = clients
  // #region requests
  consumer.subscribe('prices', async (message) => {
    if (isRequest(message)) await replier.reply(message, await priceOf(message.body)) // replier: any started producer
  })
  // #endregion
  await consumer.start()
  // #region requests
  const { body } = await producer.request({ topic: 'prices', body: 'EUR' }, { timeoutMs: 5000 })
  // #endregion
  return body
}

export async function payOrder(
  nameServers: string,
  order: Order,
  { pay, isPaid }: Record<'pay' | 'isPaid', (...about: readonly unknown[]) => Promise<boolean>>,
) {
  // #region transactions
  const producer = createTransactionProducer<Order>({
    ...{ nameServers, group: 'payments', trace: {} },
    listener: {
      executeLocalTransaction: async (message, order, { transactionId }) =>
        (await pay(order, transactionId)) ? TRANSACTION_STATE.COMMIT : TRANSACTION_STATE.ROLLBACK,
      checkLocalTransaction: async (message, { transactionId }) =>
        (await isPaid(transactionId)) ? TRANSACTION_STATE.COMMIT : TRANSACTION_STATE.ROLLBACK,
    },
  })
  await producer.start()
  const { state, isEndSent } = await producer.sendMessageInTransaction(
    createTransactionMessage({ topic: 'orders', body: order.id }),
    order,
  )
  // #endregion
  await producer.close()
  return { state, isEndSent }
}

export async function consumeInEveryWay(
  nameServers: string,
  work: {
    bill: (body: Buffer, options: { signal: AbortSignal }) => Promise<void>
    listener: ConsumeMessage
    store: (messages: readonly MessageExt[]) => Promise<void>
  },
  untilConsumed: () => Promise<void>,
) {
  const { bill, listener, store } = work
  // #region consuming
  const consumer = createConsumer({ nameServers, group: 'billing', concurrency: 50 })
  consumer.subscribe(
    'orders',
    async (message, { reconsumeTimes, signal }) => bill(message.body, { signal }),
    { tags: ['paid', 'refunded'] },
  )
  consumer.subscribe('prices', listener, { sql: "region = 'eu' AND amount > 100" })
  consumer.subscribeBatch('clicks', async (messages) => store(messages), { maxMessages: 100 })
  await consumer.start()
  // #endregion
  await untilConsumed()
  // #region consuming
  // …
  await consumer.close()
  // #endregion
}

export async function reportOrders(
  nameServers: string,
  onMessage: (message: MessageExt, consumer: PullConsumer) => Promise<void>,
) {
  // #region pulling
  const consumer = createPullConsumer({ nameServers, group: 'reports', consumeFrom: 'first' })
  await consumer.subscribe('orders') // shared with the group; or assign(queues): exactly these
  await consumer.start()
  // #endregion
  const report = (message: MessageExt) => onMessage(message, consumer)
  // #region pulling
  for await (const message of consumer) await report(message)
  // #endregion
}

export async function pollOrders(consumer: PullConsumer, queue: MessageQueue, signal: AbortSignal) {
  // #region pulling
  const messages = await consumer.poll({ maxMessages: 100, timeoutMs: 1000, signal })
  await consumer.seek(queue, await consumer.offsetForTimestamp(queue, Date.now() - 3_600_000)) // also seekToBegin, seekToEnd
  consumer.pause([queue])
  await consumer.commit() // with autoCommit: false
  // #endregion
  return messages
}

export async function makeThumbnails(
  nameServers: string,
  makeThumbnail: (message: MessageExt) => Promise<void>,
  { signal, uploads }: { signal: AbortSignal; uploads: () => Promise<unknown> },
) {
  await uploads()
  // #region settling
  const consumer = createSimpleConsumer({ nameServers, group: 'thumbnails', invisibleMs: 30_000 })
  await consumer.subscribe('uploads')
  await consumer.start()
  const [first, ...others] = await consumer.receive({ maxMessages: 16, timeoutMs: 5000, signal })
  if (first) await consumer.process(first, makeThumbnail) // hidden as long as it runs, acknowledged when it ends well
  await consumer.ackBatch(others) // one request for each broker; also ack(message), changeInvisible(message, 120_000)
  // #endregion
  await consumer.close()
  return { first, others }
}

export async function chat(
  nameServers: string,
  { admin, producer }: { admin: Admin; producer: Producer },
  answer: (message: MessageExt) => Promise<void>,
) {
  // #region lite topics
  await admin.topics.create('conversations', {
    attributes: { 'message.type': 'LITE', 'lite.topic.expiration': '60' },
  }) // minutes
  await admin.groups.create('chats', { attributes: { 'lite.bind.topic': 'conversations' } })

  await producer.send({ topic: 'conversations', liteTopic: 'user-7', body: 'hello' })

  const consumer = createLiteConsumer({ nameServers, group: 'chats', topic: 'conversations' })
  await consumer.start()
  await consumer.subscribe('user-7', { start: 'first' }) // or 'last', { offset }, { back: 10 }; default: where the group is
  for (const message of await consumer.receive()) await consumer.process(message, answer) // message.liteTopic
  // #endregion
  await consumer.close()
}

export async function administer(
  nameServers: string,
  { accessKey, secretKey }: Record<'accessKey' | 'secretKey', string>,
  about: {
    signal: AbortSignal
    onProgress: () => void
    useGroup: () => Promise<void>
  },
) {
  const { signal, onProgress, useGroup } = about
  // #region administration
  const admin = createAdmin({ nameServers, connection: { acl: { accessKey, secretKey } } })

  await admin.topics.create('orders', {
    readQueueNums: 16,
    writeQueueNums: 16,
    attributes: { 'message.type': 'FIFO' },
  })
  await admin.groups.create('billing', { retryMaxTimes: 5 })
  // #endregion
  await useGroup()
  // #region administration
  const { lag, queues } = await admin.groups.progress('billing', {
    withMembers: true,
    signal,
    onProgress,
  })
  await admin.groups.resetOffsets('billing', 'orders', { timestampMs: Date.now() - 3_600_000 })
  const [message] = await admin.messages.byKey('orders', 'o-1')
  for await (const message of admin.messages.follow('orders', { signal }))
    console.log(message.msgId)
  for await (const { letter } of admin.deadLetters.resend('billing')) console.log(letter.msgId)
  await admin.close()
  // #endregion
  return { lag, queues, message }
}
