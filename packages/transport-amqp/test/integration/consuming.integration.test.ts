import type { Delivery } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { AmqpConsumer } from '../../src/consume/consumer.js'
import type { AmqpTransport } from '../../src/index.js'
import { useBroker } from '../broker-bench.js'
import { methodFrame } from '../tcp-proxy.js'
import { errorOf, EventLog, eventually, Inbox, jobMessage, textOf } from '../transport-bench.js'

const broker = useBroker()

async function publishMany(transport: AmqpTransport, queue: string, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      transport.publish(jobMessage(queue, String(index))),
    ),
  )
}

const keep = (): void => {}

/** A consumer that can pause, as the one of a mover of delayed messages does. */
async function consumePausable(transport: AmqpTransport, queue: string, inbox: Inbox) {
  const subscription = await transport.consume(queue, { prefetch: 2 }, inbox.take)
  if (subscription instanceof AmqpConsumer) return subscription
  throw new Error('not a consumer of ours')
}

/** How many messages the queue still holds, ready or handed out, seen from a fresh consumer. */
async function countLeft(queue: string): Promise<number> {
  return broker.host.onChannel(async (channel) => {
    for (let count = 0; ; count += 1) {
      if ((await channel.get(queue, { noAck: true })) === false) return count
    }
  })
}

describe('consuming', () => {
  it('holds at most the prefetch unsettled', async () => {
    const transport = await broker.open()
    await publishMany(transport, 'prefetch', 10)
    const inbox = new Inbox(keep)
    await transport.consume('prefetch', { prefetch: 3 }, inbox.take)
    const deliveries = await inbox.until(3)
    deliveries[0]!.ack()
    await inbox.until(4)
    expect(await transport.queueInfo('prefetch')).toMatchObject({ ready: 6, consumers: 1 })
    expect(inbox.texts).toEqual(['0', '1', '2', '3'])
  })

  it('gets back what it requeued, marked, and loses what it dropped to the dead letter queue', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('nack', 'x'))
    let seen = 0
    const inbox = new Inbox((delivery) => {
      seen += 1
      delivery.nack({ requeue: seen === 1 })
    })
    await transport.consume('nack', { prefetch: 1 }, inbox.take)
    const [first, second] = await inbox.until(2)
    expect([first!.redelivered, second!.redelivered]).toEqual([false, true])
    // The broker's own count stays its own.
    expect(second!.headers).toEqual({})
    const dead = transport.deadLetterQueueOf('nack')
    expect(dead).toBe('nack.dlq')
    await eventually(
      () => transport.queueInfo(dead),
      (info) => info?.ready === 1,
    )
  })

  it('refuses to settle a delivery twice', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('twice', 'x'))
    const inbox = new Inbox()
    await transport.consume('twice', { prefetch: 1 }, inbox.take)
    const [delivery] = await inbox.until(1)
    for (const settle of [() => delivery!.ack(), () => delivery!.nack({ requeue: true })]) {
      expect(settle).toThrow(expect.objectContaining({ code: 'ARQ_DELIVERY_SETTLED' }))
    }
    expect(await transport.queueInfo('twice')).toMatchObject({ ready: 0 })
  })

  it('keeps the channel open whatever the order of acks and nacks', async () => {
    const transport = await broker.open()
    const log = new EventLog(transport)
    await publishMany(transport, 'shuffled', 2000)
    const held: Delivery[] = []
    let requeued = 0
    const settleSome = (): void => {
      // Random order, several in one turn, now and then a nack in between.
      for (let count = 0; count < 7 && held.length > 0; count += 1) {
        const [delivery] = held.splice(Math.floor(Math.random() * held.length), 1)
        const isRefused = requeued < 300 && Math.random() < 0.2
        if (isRefused) requeued += 1
        if (isRefused) delivery!.nack({ requeue: true })
        else delivery!.ack()
      }
    }
    const inbox = new Inbox((delivery) => {
      held.push(delivery)
      if (held.length > 50) settleSome()
    })
    await transport.consume('shuffled', { prefetch: 100 }, inbox.take)
    const timer = setInterval(settleSome, 1)
    await eventually(
      async () => inbox.deliveries.length === 2000 + requeued && held.length === 0,
      Boolean,
    )
    clearInterval(timer)
    await transport.close()
    expect(log.of('channelClosed')).toEqual([])
    expect(await countLeft('shuffled')).toBe(0)
  })

  it.each(['in order', 'in random order'])(
    'has nothing come back of 2,000 jobs acked %s before an immediate close',
    async (order) => {
      const transport = await broker.open()
      await publishMany(transport, 'acked', 2000)
      const inbox = new Inbox(keep)
      await transport.consume('acked', { prefetch: 2000 }, inbox.take)
      const deliveries = [...(await inbox.until(2000))]
      if (order !== 'in order') deliveries.sort(() => Math.random() - 0.5)
      for (const [index, delivery] of deliveries.entries()) {
        delivery.ack()
        // Many turns, so that acks beyond a gap go out one by one.
        if (index % 5 === 0) await Promise.resolve().then(() => new Promise(setImmediate))
      }
      await transport.close()
      expect(await countLeft('acked')).toBe(0)
    },
  )

  it('has only the unsettled come back of 2,000 jobs acked one by one before an immediate close', async () => {
    const transport = await broker.open()
    await publishMany(transport, 'gap', 2000)
    const inbox = new Inbox(keep)
    await transport.consume('gap', { prefetch: 2000 }, inbox.take)
    const [, ...rest] = await inbox.until(2000)
    // The first stays unsettled, so that no ack can stand for several.
    for (const delivery of rest) delivery.ack()
    await transport.close()
    expect(await countLeft('gap')).toBe(1)
  })

  it('pauses and resumes; what was handed out stays valid', async () => {
    const transport = await broker.open()
    await publishMany(transport, 'paused', 2)
    const inbox = new Inbox(keep)
    const subscription = await consumePausable(transport, 'paused', inbox)
    const held = [...(await inbox.until(2))]
    await subscription.pause()
    for (const delivery of held) delivery.ack()
    await transport.publish(jobMessage('paused', 'later'))
    // The broker counts a cancelled consumer until its last ack is through.
    const info = await eventually(
      () => transport.queueInfo('paused'),
      (answer) => answer?.consumers === 0,
    )
    expect(info).toMatchObject({ ready: 1 })
    await subscription.resume()
    await inbox.until(3)
    expect(inbox.texts).toEqual(['0', '1', 'later'])
  })

  it('lets what was handed out be settled after the subscription has closed', async () => {
    const transport = await broker.open()
    await publishMany(transport, 'closed', 3)
    const inbox = new Inbox(keep)
    const subscription = await transport.consume('closed', { prefetch: 2 }, inbox.take)
    const [first, second] = await inbox.until(2)
    await subscription.close()
    first!.ack()
    expect(second!.isStale).toBe(false)
    second!.nack({ requeue: true })
    await eventually(
      () => transport.queueInfo('closed'),
      (info) => info?.ready === 2,
    )
    expect(inbox.deliveries).toHaveLength(2)
  })

  it('gives the unsettled back when the transport closes', async () => {
    const transport = await broker.open()
    await publishMany(transport, 'left', 3)
    const inbox = new Inbox(keep)
    await transport.consume('left', { prefetch: 3 }, inbox.take)
    const [first] = await inbox.until(3)
    first!.ack()
    await transport.close()
    expect(await countLeft('left')).toBe(2)
  })

  it('consumes again after a lost connection; late settles are dropped and counted', async () => {
    const proxy = await broker.openProxy()
    const transport = await broker.open({ url: proxy.url })
    const log = new EventLog(transport)
    await publishMany(transport, 'cut', 2)
    const inbox = new Inbox(keep)
    await transport.consume('cut', { prefetch: 2 }, inbox.take)
    const [first, second] = await inbox.until(2)
    proxy.cut()
    const again = (await inbox.until(4)).slice(2)
    expect([first!.isStale, second!.isStale]).toEqual([true, true])
    expect(again.map((delivery) => delivery.redelivered)).toEqual([true, true])
    first!.ack()
    second!.nack({ requeue: true })
    expect(() => first!.ack()).toThrow(expect.objectContaining({ code: 'ARQ_DELIVERY_SETTLED' }))
    expect(log.of('staleSettle')).toEqual(Array(2).fill({ type: 'staleSettle', queueName: 'cut' }))
    expect(transport.staleSettleCount).toBe(2)
    for (const delivery of again) delivery.ack()
    await transport.close()
    expect(log.of('channelClosed')).toEqual([])
    expect(await countLeft('cut')).toBe(0)
  })

  it('stays paused over a lost connection', async () => {
    const proxy = await broker.openProxy()
    const transport = await broker.open({ url: proxy.url })
    const log = new EventLog(transport)
    const inbox = new Inbox()
    const subscription = await consumePausable(transport, 'still-paused', inbox)
    await subscription.pause()
    proxy.cut()
    await log.until('connected')
    await transport.publish(jobMessage('still-paused', 'x'))
    expect(await transport.queueInfo('still-paused')).toMatchObject({ ready: 1, consumers: 0 })
    await subscription.resume()
    await inbox.until(1)
  })

  it('opens another channel when the broker closes the one it consumes on', async () => {
    const proxy = await broker.openProxy()
    const direct = await broker.open()
    // The consumer alone goes through the proxy, so that the frame below meets one connection.
    const transport = await broker.open({ url: proxy.url })
    const log = new EventLog(transport)
    await publishMany(direct, 'killed', 1)
    const inbox = new Inbox(keep)
    await transport.consume('killed', { prefetch: 1 }, inbox.take)
    const [first] = await inbox.until(1)
    const unknownTag = Buffer.alloc(9)
    unknownTag.writeBigUInt64BE(9999n)
    // An ack of a tag that was never given, on channel 1 of each connection.
    proxy.inject('broker', methodFrame(1, [60, 80], unknownTag))
    const closed = await log.until('channelClosed')
    expect(closed.error).toMatchObject({ code: 'ARQ_CONNECTION_LOST', scope: 'channel' })
    expect(closed.error.message).toContain('unknown delivery tag 9999')
    const [, second] = await inbox.until(2)
    expect(first!.isStale).toBe(true)
    second!.ack()
    await transport.publish(jobMessage('killed', 'x'))
    await inbox.until(3)
  })

  it('consumes again when its queue is deleted, and says so', async () => {
    const transport = await broker.open()
    const log = new EventLog(transport)
    const inbox = new Inbox(keep)
    await transport.publish(jobMessage('vanishing', 'x'))
    await transport.consume('vanishing', { prefetch: 1 }, inbox.take)
    const [first] = await inbox.until(1)
    await broker.host.onChannel((channel) => channel.deleteQueue('vanishing'))
    expect(await log.until('consumerCancelled')).toEqual({
      type: 'consumerCancelled',
      queueName: 'vanishing',
    })
    expect(first!.isStale).toBe(true)
    await eventually(
      () => transport.queueInfo('vanishing'),
      (info) => info?.consumers === 1,
    )
    await transport.publish(jobMessage('vanishing', 'new'))
    await inbox.until(2)
    expect(inbox.texts).toEqual(['x', 'new'])
  })

  it('hands a delivery out again when its listener throws, and tells of the defect', async () => {
    const transport = await broker.open()
    const log = new EventLog(transport)
    await transport.publish(jobMessage('throwing', 'x'))
    let count = 0
    const inbox = new Inbox((delivery) => {
      count += 1
      if (count === 1) throw new Error('defect of the listener')
      delivery.ack()
    })
    await transport.consume('throwing', { prefetch: 1 }, inbox.take)
    await inbox.until(2)
    expect((await log.until('channelClosed')).error.message).toContain('defect of the listener')
  })

  it('refuses a queue that looks different, at once', async () => {
    const transport = await broker.open()
    await broker.host.onChannel((channel) => channel.assertQueue('other', { durable: true }))
    const error = await errorOf(transport.consume('other', { prefetch: 1 }, keep))
    expect(error).toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH' })
  })

  it('consumes a dead letter queue as what it is', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('jobs.dlq', 'dead', { kind: 'deadLetter' }))
    const inbox = new Inbox()
    await transport.consume('jobs.dlq', { prefetch: 1 }, inbox.take)
    expect((await inbox.until(1)).map(textOf)).toEqual(['dead'])
  })

  it('says so when the connection has no channel left for one more queue', async () => {
    const url = new URL(broker.host.url)
    url.searchParams.set('channelMax', '32')
    const transport = await broker.open({ url: url.href, enableDelayedJobs: false })
    const outcomes: Awaited<ReturnType<typeof errorOf>>[] = []
    for (let count = 0; count < 33; count += 1) {
      outcomes.push(await errorOf(transport.consume(`many-${count}`, { prefetch: 1 }, keep)))
    }
    const refused = outcomes.filter((error) => error !== undefined)
    expect(refused.length).toBeGreaterThan(0)
    for (const error of refused) expect(error.message).toContain('raise channel_max at the broker')
  })
})
