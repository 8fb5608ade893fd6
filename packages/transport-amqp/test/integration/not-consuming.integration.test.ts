import { within } from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { methodFrame, type TcpProxy } from '../tcp-proxy.js'
import { errorOf, EventLog, eventually, Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()

const keep = (): void => {}

interface ListedConsumer {
  readonly consumer_tag: string
  readonly queue: { readonly name: string }
}

async function tagsOf(queue: string): Promise<string[]> {
  const listed = (await broker.host.api('GET', `consumers/${broker.host.path}`)) as ListedConsumer[]
  return listed.filter((each) => each.queue.name === queue).map((each) => each.consumer_tag)
}

/** `basic.cancel` with no-wait: the broker drops the consumer and says nothing, as if it had forgotten it. */
function cancelFrame(tag: string): Buffer {
  const text = Buffer.from(tag)
  return methodFrame(1, [60, 30], Buffer.from([text.length, ...text, 1]))
}

/** Makes the broker forget the only consumer that comes through the proxy. */
async function forget(proxy: TcpProxy, queue: string, others: readonly string[] = []) {
  const isOurs = (tag: string): boolean => !others.includes(tag)
  const [tag] = (
    await eventually(
      () => tagsOf(queue),
      (tags) => tags.some(isOurs),
    )
  ).filter(isOurs)
  proxy.inject('broker', cancelFrame(tag!))
  await eventually(
    () => tagsOf(queue),
    (tags) => !tags.includes(tag!),
  )
}

describe('a consumer that the broker has forgotten', () => {
  it('consumes anew, says so once, and what it has in hand stays its own', async () => {
    const proxy = await broker.openProxy()
    const transport = await broker.open({ url: proxy.url, consumerCheckInterval: '100ms' })
    const log = new EventLog(transport)
    await transport.publish(jobMessage('forgotten', 'first'))
    const inbox = new Inbox(keep)
    await transport.consume('forgotten', { prefetch: 2 }, inbox.take)
    const [first] = await inbox.until(1)
    await forget(proxy, 'forgotten')
    await transport.publish(jobMessage('forgotten', 'second'))
    await inbox.until(2)
    const { error, queueName } = await log.until('notConsuming')
    expect(queueName).toBe('forgotten')
    expect(error.message).toMatch(/hands out nothing from forgotten: 1 messages are ready/)
    await log.until('consuming')
    expect(first!.isStale).toBe(false)
    for (const delivery of inbox.deliveries) delivery.ack()
    await transport.close()
    expect(log.of('notConsuming')).toHaveLength(1)
    expect(log.of('channelClosed')).toEqual([])
    const left = await broker.host.onChannel((channel) => channel.checkQueue('forgotten'))
    expect(left.messageCount).toBe(0)
  })

  it('is found beside another consumer that takes no more', async () => {
    const other = await broker.open()
    const busy = new Inbox(keep)
    await other.publish(jobMessage('beside', 'held'))
    await other.consume('beside', { prefetch: 1 }, busy.take)
    await busy.until(1)
    const others = await eventually(
      () => tagsOf('beside'),
      (tags) => tags.length === 1,
    )
    const proxy = await broker.openProxy()
    const transport = await broker.open({ url: proxy.url, consumerCheckInterval: '100ms' })
    const log = new EventLog(transport)
    const inbox = new Inbox()
    await transport.consume('beside', { prefetch: 2 }, inbox.take)
    await forget(proxy, 'beside', others)
    await other.publish(jobMessage('beside', 'waiting'))
    await inbox.until(1)
    expect((await log.until('notConsuming')).error.message).toContain('1 messages are ready')
    await log.until('consuming')
  })

  it('is none while it is paused, full, or another has the messages', async () => {
    const transport = await broker.open({ consumerCheckInterval: '20ms' })
    const log = new EventLog(transport)
    const inbox = new Inbox(keep)
    for (let count = 0; count < 3; count += 1) await transport.publish(jobMessage('full', 'x'))
    await transport.consume('full', { prefetch: 1 }, inbox.take)
    // As many looks as there are at an idle queue in the same time.
    await transport.consume('idle', { prefetch: 1 }, inbox.take)
    await inbox.until(1)
    for (let count = 0; count < 20; count += 1) await transport.queueInfo('idle')
    expect(log.of('notConsuming')).toEqual([])
  })
})

describe('a connection on which nothing is answered any more', () => {
  it.each([
    ['heartbeats', { heartbeat: '1s', consumerCheckInterval: 0 }, 'Heartbeat timeout'],
    ['a question', { heartbeat: 0, consumerCheckInterval: '100ms' }, 'no answer within 3 s'],
  ] as const)('is found by %s and opened anew; jobs come', async (_by, settings, reason) => {
    const proxy = await broker.openProxy()
    const transport = broker.make({
      url: proxy.url,
      connectionTimeout: '3s',
      maxReconnectAttempts: 0,
      ...settings,
    })
    await transport.connect({ timeoutMs: 'forever' })
    const log = new EventLog(transport)
    const inbox = new Inbox()
    await transport.consume('frozen', { prefetch: 1 }, inbox.take)
    proxy.freeze()
    expect((await log.until('disconnected')).error.message).toContain(reason)
    const direct = await broker.open()
    await direct.publish(jobMessage('frozen', 'x'))
    await inbox.until(1)
    await log.until('consuming')
    expect(log.of('notConsuming').map(({ queueName }) => queueName)).toContain('frozen')
    // The other connection may be frozen still, and nothing is asked on it.
    proxy.cut()
  })

  it('does not hold up a close for long, and every publish settles', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url, heartbeat: 0 })
    await transport.connect()
    const inbox = new Inbox()
    await transport.consume('half-open', { prefetch: 1 }, inbox.take)
    await transport.publish(jobMessage('half-open', 'x'))
    await inbox.until(1)
    await transport.onBroadcast(() => undefined)
    await transport.openReplyBox(() => undefined)
    proxy.freeze()
    const unconfirmed = errorOf(transport.publish(jobMessage('half-open', 'y')))
    // Its own limit for a broker that answers is 10 s, and each user of the other connection has one.
    expect(await within(transport.close(), 7000)).toBeDefined()
    expect(await unconfirmed).toMatchObject({ code: 'ARQ_CONNECTION_LOST' })
  })

  it('is found by a publish that gets no confirm, and the next one goes through', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({
      url: proxy.url,
      heartbeat: 0,
      connectionTimeout: '3s',
      confirmTimeout: '1s',
      maxReconnectAttempts: 0,
    })
    await transport.connect({ timeoutMs: 'forever' })
    const log = new EventLog(transport)
    await transport.publish(jobMessage('unheard', 'declares the queue'))
    proxy.freeze()
    await expect(transport.publish(jobMessage('unheard', 'x'))).rejects.toMatchObject({
      code: 'ARQ_PUBLISH_TIMEOUT',
    })
    expect((await log.until('disconnected')).error.message).toContain('no answer within 3 s')
    await log.until('connected')
    await transport.publish(jobMessage('unheard', 'y'))
  })
})
