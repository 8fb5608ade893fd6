import { describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { errorOf, eventually, Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()
const texts = (inbox: Inbox): string[] =>
  inbox.deliveries.map(({ body }) => Buffer.from(body).toString())

describe('a queue with properties of its own', () => {
  it('has them on the broker, and a full one refuses what comes', async () => {
    const transport = await broker.open({
      queues: {
        bounded: { type: 'classic', maxLength: 2, messageTtl: '1h', maxPriority: 10 },
        'bounded-quorum': { maxLength: 7, messageTtl: 60, consumerTimeout: '2h' },
      },
    })
    await transport.publish(jobMessage('bounded', '1'))
    await transport.publish(jobMessage('bounded', '2'))
    expect(await errorOf(transport.publish(jobMessage('bounded', '3')))).toMatchObject({
      code: 'ARQ_PUBLISH_NACKED',
    })
    expect(await broker.host.queueArguments('bounded')).toEqual({
      'x-queue-type': 'classic',
      'x-max-priority': 10,
      'x-max-length': 2,
      'x-overflow': 'reject-publish',
      'x-message-ttl': 3_600_000,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'bounded.dlq',
    })
    await transport.publish(jobMessage('bounded-quorum', '1'))
    expect(await broker.host.queueArguments('bounded-quorum')).toMatchObject({
      'x-queue-type': 'quorum',
      'x-max-length': 7,
      'x-message-ttl': 60_000,
      'x-consumer-timeout': 7_200_000,
      'x-dead-letter-strategy': 'at-least-once',
    })
  })

  it('sends what waited too long to its dead letter queue', async () => {
    const transport = await broker.open({ queues: { brief: { messageTtl: '10ms' } } })
    await transport.publish(jobMessage('brief', 'late'))
    const inbox = new Inbox()
    await transport.consume('brief.dlq', { prefetch: 1 }, inbox.take)
    await inbox.until(1)
    expect(texts(inbox)).toEqual(['late'])
  })

  it('that is exclusive is consumed and published to by one transport, and by nobody else', async () => {
    const settings = { queues: { mine: { type: 'classic', exclusive: true } } } as const
    const transport = await broker.open(settings)
    // Nobody consumes it yet, so it is not there.
    expect(await errorOf(transport.publish(jobMessage('mine', 'early')))).toMatchObject({
      code: 'ARQ_PUBLISH_UNROUTABLE',
    })
    const inbox = new Inbox()
    await transport.consume('mine', { prefetch: 5 }, inbox.take)
    await transport.publish(jobMessage('mine', 'now'))
    await transport.publish(jobMessage('mine', 'later', { dueAtMs: Date.now() + 50 }))
    await inbox.until(2)
    expect(texts(inbox)).toEqual(['now', 'later'])
    const other = await broker.open(settings)
    const consumed = errorOf(other.consume('mine', { prefetch: 1 }, () => undefined))
    expect(await consumed).toMatchObject({ message: expect.stringContaining('exclusive') })
  })

  it('that deletes itself is there again when somebody needs it', async () => {
    const transport = await broker.open({
      queues: { passing: { type: 'classic', autoDelete: true, durable: false } },
    })
    for (const text of ['1', '2']) {
      await transport.publish(jobMessage('passing', text))
      const inbox = new Inbox()
      const subscription = await transport.consume('passing', { prefetch: 1 }, inbox.take)
      await inbox.until(1)
      expect(texts(inbox)).toEqual([text])
      await subscription.close()
      await eventually(
        () => broker.host.queueNames(),
        (names) => !names.includes('passing'),
      )
    }
  })
})

describe('the priority of messages', () => {
  const queues = { ranked: { type: 'classic', maxPriority: 10 } } as const

  it('decides which is handed out first, also among those that were delayed', async () => {
    const transport = await broker.open({ queues })
    const publish = (text: string, priority?: number, dueAtMs?: number) =>
      transport.publish(jobMessage('ranked', text, { priority, dueAtMs }))
    const dueAtMs = Date.now() + 1500
    await publish('delayed, 9', 9, dueAtMs)
    await publish('delayed, 2', 2, dueAtMs)
    await publish('none')
    await publish('1', 1)
    await publish('10', 10)
    await publish('3', 3)
    const helper = await broker.open({ queues, moveDelayedJobs: 'always' })
    await eventually(
      () => helper.queueInfo('ranked'),
      (info) => info?.ready === 6,
    )
    const inbox = new Inbox()
    await transport.consume('ranked', { prefetch: 1 }, inbox.take)
    await inbox.until(6)
    expect(texts(inbox)).toEqual(['10', 'delayed, 9', '3', 'delayed, 2', '1', 'none'])
  })

  it('is told per queue: none in quorum queues before RabbitMQ 4', async () => {
    const transport = await broker.open({ queues })
    expect(transport.highestPriorityOf('ranked')).toBe(10)
    const { rabbitmq_version: version } = (await broker.host.api('GET', 'overview')) as {
      rabbitmq_version: string
    }
    expect(transport.highestPriorityOf('default')).toBe(version.startsWith('3.') ? 0 : 31)
    const python = await broker.open({ compat: 'rabbitmq-arq' })
    expect(python.highestPriorityOf('default')).toBe(0)
  })
})
