import { LONGEST_QUEUE_NAME_BYTES } from '@arq/core/internal'
import { afterEach, describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { errorOf, EventLog, Inbox, jobMessage } from '../transport-bench.js'
import { VirtualHost } from '../virtual-host.js'

const broker = useBroker()

const others: VirtualHost[] = []
afterEach(async () => {
  for (const host of others.splice(0)) await host.dispose()
})

/** As many letters as the rule for names of queues takes. */
const longest = (letter: string): string =>
  letter.repeat(Math.floor(LONGEST_QUEUE_NAME_BYTES / Buffer.byteLength(letter)))

// RabbitMQ names queue and virtual host in its refusals. With letters beyond ASCII such a text can end the connection.
describe('the longest names of queues', () => {
  it.each([
    ['ASCII', longest('q')],
    ['one letter beyond ASCII', `é${longest('q').slice(2)}`],
    ['two bytes a letter', longest('é')],
    ['three bytes a letter', longest('長')],
    ['four bytes a letter', longest('😀')],
  ])('work with %s, and so do the queues beside them', async (_letters, name) => {
    const transport = await broker.open()
    const log = new EventLog(transport)
    expect(await transport.queueInfo(name)).toBeUndefined()
    expect(await transport.purgeQueue(name)).toBeUndefined()
    const inbox = new Inbox()
    await transport.consume(name, { prefetch: 1 }, inbox.take)
    await transport.publish(jobMessage(name, 'job'))
    await transport.publish(jobMessage(name, 'later', { dueAtMs: Date.now() + 100 }))
    await inbox.until(2)
    await transport.publish(jobMessage(`${name}.dlq`, 'dead', { kind: 'deadLetter' }))
    await transport.publish(jobMessage(`arq.results.${name}`, 'parked', { kind: 'system' }))
    for (const beside of [`${name}.dlq`, `arq.results.${name}`]) {
      expect(await transport.queueInfo(beside)).toMatchObject({ ready: 1 })
      expect(await transport.purgeQueue(beside)).toBe(1)
    }
    expect(log.of('disconnected')).toEqual([])
    expect(log.of('channelClosed')).toEqual([])
  })

  it('work in a virtual host whose name is long and beyond ASCII', async () => {
    const host = await VirtualHost.create(undefined, undefined, '店'.repeat(60))
    others.push(host)
    const transport = await broker.open({ url: host.url })
    const log = new EventLog(transport)
    const inbox = new Inbox()
    await transport.consume('orders', { prefetch: 1 }, inbox.take)
    await transport.publish(jobMessage('orders', 'job'))
    await transport.broadcast({ kind: 'hello' })
    await inbox.until(1)
    expect(log.of('disconnected')).toEqual([])
    await transport.close()
  })

  it('can be those of exclusive queues', async () => {
    const name = longest('専')
    const transport = await broker.open({
      queues: { [name]: { type: 'classic', exclusive: true } },
    })
    const inbox = new Inbox()
    await transport.consume(name, { prefetch: 1 }, inbox.take)
    await transport.publish(jobMessage(name, 'job'))
    await inbox.until(1)
  })
})

describe('a queue whose name is long, or has letters beyond ASCII', () => {
  // The broker's reason has more than 255 bytes also where a name of such letters is short.
  it.each([longest('d'), '異'.repeat(20), longest('異')])(
    'that looks different is refused, and takes no other publish along',
    async (name) => {
      await broker.host.onChannel((channel) => channel.assertQueue(name, { durable: true }))
      const transport = await broker.open()
      const log = new EventLog(transport)
      const [refused, other] = await Promise.all([
        errorOf(transport.publish(jobMessage(name, 'x'))),
        errorOf(transport.publish(jobMessage('other', 'x'))),
      ])
      expect(refused).toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH', retryable: false })
      expect(refused?.message).toContain(name)
      expect(other).toBeUndefined()
      const consuming = errorOf(transport.consume(name, { prefetch: 1 }, () => {}))
      expect(await consuming).toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH' })
      expect(log.of('disconnected')).toEqual([])
    },
  )

  it('is refused where it is to be exclusive and is not', async () => {
    const name = longest('衆')
    await broker.host.onChannel((channel) => channel.assertQueue(name, { durable: true }))
    const transport = await broker.open({
      queues: { [name]: { type: 'classic', exclusive: true } },
    })
    const consuming = errorOf(transport.consume(name, { prefetch: 1 }, () => {}))
    expect(await consuming).toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH' })
  })

  it('is an error, and stays absent, where nothing may be declared', async () => {
    const transport = await broker.open({ declareQueues: false })
    const log = new EventLog(transport)
    const error = await errorOf(transport.publish(jobMessage(longest('名'), 'x')))
    expect(error).toMatchObject({ code: 'ARQ_QUEUE_NOT_FOUND' })
    expect(log.of('disconnected')).toEqual([])
    expect(await broker.host.queueNames()).not.toContain(longest('名'))
  })

  it('is declared anew after it was deleted', async () => {
    const name = longest('失')
    const transport = await broker.open()
    const log = new EventLog(transport)
    await transport.publish(jobMessage(name, 'x'))
    await broker.host.onChannel((channel) => channel.deleteQueue(name))
    await transport.publish(jobMessage(name, 'y'))
    expect(await transport.queueInfo(name)).toMatchObject({ ready: 1 })
    expect(log.of('disconnected')).toEqual([])
  })
})
