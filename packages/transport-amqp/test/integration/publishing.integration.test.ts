import { randomBytes } from 'node:crypto'

import { describe, expect, it } from '@jest/globals'

import type { AmqpTransport } from '../../src/index.js'
import { useBroker } from '../broker-bench.js'
import { methodFrame } from '../tcp-proxy.js'
import { errorOf, EventLog, eventually, Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()

/** Publishes until the broker is quick enough for the short time limit of a test. */
async function untilConfirmed(transport: AmqpTransport, queue: string): Promise<void> {
  await eventually(
    () => errorOf(transport.publish(jobMessage(queue, 'x'))),
    (error) => error === undefined,
  )
}

describe('publishing', () => {
  it('hands a message over with all its properties', async () => {
    const transport = await broker.open()
    await transport.publish(
      jobMessage('props', 'hello', {
        headers: { 'x-retry-count': 2, 'x-text': 'ü', 'x-flag': true },
        messageId: 'm-1',
        contentType: 'application/json',
        contentEncoding: 'identity',
        priority: 3,
        replyTo: 'answers',
        correlationId: 'job-1',
      }),
    )
    const inbox = new Inbox()
    await transport.consume('props', { prefetch: 1 }, inbox.take)
    const [delivery] = await inbox.until(1)
    expect(inbox.texts).toEqual(['hello'])
    expect(delivery).toMatchObject({
      queueName: 'props',
      headers: { 'x-retry-count': 2, 'x-text': 'ü', 'x-flag': true },
      messageId: 'm-1',
      contentType: 'application/json',
      contentEncoding: 'identity',
      priority: 3,
      replyTo: 'answers',
      correlationId: 'job-1',
      redelivered: false,
      isStale: false,
    })
  })

  it('marks messages persistent', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('persistent', 'x'))
    const message = await broker.host.onChannel((channel) =>
      channel.get('persistent', { noAck: true }),
    )
    expect(message).toMatchObject({ properties: { deliveryMode: 2 } })
  })

  it('confirms 20,000 messages published at once, and the queue has each once', async () => {
    const transport = await broker.open()
    const all = Array.from({ length: 20_000 }, (_, index) => String(index))
    await Promise.all(all.map((text) => transport.publish(jobMessage('many', text))))
    const inbox = new Inbox()
    await transport.consume('many', { prefetch: 1000 }, inbox.take)
    await inbox.until(all.length)
    expect(inbox.texts).toEqual(all)
  })

  it('declares the queue again when somebody deleted it, and the message arrives', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('deleted', 'first'))
    await broker.host.onChannel((channel) => channel.deleteQueue('deleted'))
    await transport.publish(jobMessage('deleted', 'second'))
    expect(await transport.queueInfo('deleted')).toMatchObject({ ready: 1 })
  })

  it('rejects a reply to an address that is gone, without creating it', async () => {
    const transport = await broker.open()
    const reply = jobMessage('arq.reply.gone', 'x', { kind: 'reply' })
    expect(await errorOf(transport.publish(reply))).toMatchObject({
      code: 'ARQ_PUBLISH_UNROUTABLE',
      details: { queue: 'arq.reply.gone', reason: 'NO_ROUTE' },
    })
    expect(await transport.queueInfo('arq.reply.gone')).toBeUndefined()
  })

  it('matches each returned message to its own publish among many', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('somewhere', 'declares the queue'))
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        errorOf(
          transport.publish(
            index % 3 === 0
              ? jobMessage('nowhere', 'x', { kind: 'reply' })
              : jobMessage('somewhere', 'x'),
          ),
        ),
      ),
    )
    const wrong = outcomes.filter(
      (error, index) => (error?.code === 'ARQ_PUBLISH_UNROUTABLE') !== (index % 3 === 0),
    )
    expect(wrong).toEqual([])
    expect(await transport.queueInfo('somewhere')).toMatchObject({ ready: 201 })
  })

  it('refuses a body over the limit before sending it, and goes on', async () => {
    const transport = await broker.open()
    const body = new Uint8Array(16 * 1024 * 1024 + 1)
    expect(await errorOf(transport.publish({ ...jobMessage('large', ''), body }))).toMatchObject({
      code: 'ARQ_PUBLISH_TOO_LARGE',
      details: { bytes: 16_777_217, limit: 16_777_216 },
    })
    const largest = randomBytes(16 * 1024 * 1024)
    await transport.publish({ ...jobMessage('large', ''), body: largest })
    const inbox = new Inbox()
    await transport.consume('large', { prefetch: 1 }, inbox.take)
    const [delivery] = await inbox.until(1)
    expect(Buffer.compare(delivery!.body, largest)).toBe(0)
  })

  it('rejects a message that a full queue refuses', async () => {
    const transport = await broker.open({ declareQueues: false })
    await broker.host.onChannel((channel) =>
      channel.assertQueue('full', {
        arguments: { 'x-queue-type': 'quorum', 'x-max-length': 1, 'x-overflow': 'reject-publish' },
      }),
    )
    // A quorum queue lets some more in before its leader has told the channel.
    const publish = (): ReturnType<typeof errorOf> =>
      errorOf(transport.publish(jobMessage('full', 'x')))
    expect(await eventually(publish, (error) => error !== undefined)).toMatchObject({
      code: 'ARQ_PUBLISH_NACKED',
      retryable: true,
      details: { queue: 'full' },
    })
  })

  it('rejects a message whose headers cannot be encoded, and only that one', async () => {
    const transport = await broker.open()
    const broken = jobMessage('headers', 'x', { headers: { bad: Symbol('no') } })
    const [error] = await Promise.all([
      errorOf(transport.publish(broken)),
      transport.publish(jobMessage('headers', 'fine')),
    ])
    expect(error).toMatchObject({ code: 'ARQ_ENCODE_FAILED' })
  })

  it('rejects beyond the window when told to, and takes messages again after the confirms', async () => {
    const transport = await broker.open({ whenFull: 'reject', maxUnconfirmed: 10 })
    await transport.publish(jobMessage('window', 'declares the queue'))
    const publishes = Array.from({ length: 15 }, () => transport.publish(jobMessage('window', 'x')))
    const codes = (await Promise.all(publishes.map(errorOf))).map((error) => error?.code)
    expect(codes.slice(0, 10)).toEqual(Array(10).fill(undefined))
    expect(codes.slice(10)).toEqual(Array(5).fill('ARQ_BUFFER_FULL'))
    await transport.publish(jobMessage('window', 'again'))
  })

  it('bounds the bytes under way as well', async () => {
    const transport = await broker.open({ whenFull: 'reject', maxUnconfirmedBytes: 1000 })
    await transport.publish(jobMessage('bytes', 'declares the queue'))
    const body = new Uint8Array(600)
    const publishes = [1, 2].map(() => transport.publish({ ...jobMessage('bytes', ''), body }))
    const codes = (await Promise.all(publishes.map(errorOf))).map((error) => error?.code)
    expect(codes).toEqual([undefined, 'ARQ_BUFFER_FULL'])
  })

  it('lets a single message larger than the byte window through', async () => {
    const transport = await broker.open({ maxUnconfirmedBytes: 10 })
    await transport.publish(jobMessage('single', 'longer than ten bytes'))
    expect(await transport.queueInfo('single')).toMatchObject({ ready: 1 })
  })

  it('rejects a publish that is not confirmed in time, and those that wait behind it', async () => {
    const proxy = await broker.openProxy()
    const transport = await broker.open({
      url: proxy.url,
      confirmTimeout: '300ms',
      maxUnconfirmed: 1,
    })
    await untilConfirmed(transport, 'slow')
    proxy.freeze()
    const [first, second] = await Promise.all([
      errorOf(transport.publish(jobMessage('slow', 'x'))),
      errorOf(transport.publish(jobMessage('slow', 'y'))),
    ])
    expect(first).toMatchObject({ code: 'ARQ_PUBLISH_TIMEOUT' })
    expect(second).toMatchObject({ code: 'ARQ_BUFFER_FULL' })
    proxy.thaw()
    await untilConfirmed(transport, 'slow')
  })

  it('tells of a broker that blocks publishing, and rejects when that lasts', async () => {
    const proxy = await broker.openProxy()
    // Also how long a publish has after the alarm to be let go: more than any machine needs.
    const transport = await broker.open({ url: proxy.url, confirmTimeout: '3s' })
    const log = new EventLog(transport)
    await untilConfirmed(transport, 'blocked')
    const reason = Buffer.from('low on memory')
    proxy.inject(
      'client',
      methodFrame(0, [10, 60], Buffer.concat([Buffer.from([reason.length]), reason])),
    )
    expect(await log.until('blocked')).toMatchObject({ reason: 'low on memory' })
    expect(await errorOf(transport.publish(jobMessage('blocked', 'x')))).toMatchObject({
      code: 'ARQ_CONNECTION_BLOCKED',
      details: { reason: 'low on memory' },
    })
    const waiting = transport.publish(jobMessage('blocked', 'y'))
    proxy.inject('client', methodFrame(0, [10, 61], Buffer.alloc(0)))
    await log.until('unblocked')
    await waiting
  })

  it('rejects at once while blocked when told to reject', async () => {
    const proxy = await broker.openProxy()
    const transport = await broker.open({ url: proxy.url, whenFull: 'reject' })
    const log = new EventLog(transport)
    proxy.inject('client', methodFrame(0, [10, 60], Buffer.from([1, 0x78])))
    await log.until('blocked')
    expect(await errorOf(transport.publish(jobMessage('blocked', 'x')))).toMatchObject({
      code: 'ARQ_CONNECTION_BLOCKED',
    })
  })

  it('gets its channel back after the broker closed it', async () => {
    const transport = await broker.open()
    const log = new EventLog(transport)
    await transport.broadcast({ kind: 'hello' })
    await broker.host.onChannel((channel) => channel.deleteExchange('arq.control'))
    // The broker answers a missing exchange by closing the channel; what was on it has an unknown outcome.
    expect(await errorOf(transport.broadcast({ kind: 'hello' }))).toMatchObject({
      code: 'ARQ_CONNECTION_LOST',
      scope: 'channel',
    })
    await log.until('channelClosed')
    await transport.broadcast({ kind: 'hello' })
    await transport.publish(jobMessage('after-close', 'x'))
    expect(await transport.queueInfo('after-close')).toMatchObject({ ready: 1 })
  })

  it('waits for outstanding confirms when it closes', async () => {
    const transport = await broker.open()
    const publishes = Array.from({ length: 500 }, () => transport.publish(jobMessage('last', 'x')))
    await transport.close()
    expect((await Promise.all(publishes.map(errorOf))).filter(Boolean)).toEqual([])
    expect(await errorOf(transport.publish(jobMessage('last', 'x')))).toMatchObject({
      code: 'ARQ_CLOSED',
    })
  })
})
