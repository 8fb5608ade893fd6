import { describe, expect, it } from '@jest/globals'
import type { ConsumeMessage } from 'amqplib'

import { AmqpTransport } from '../../src/index.js'
import { useBroker } from '../broker-bench.js'
import { punctualInbox, usePlugin } from '../plugin-bench.js'
import { PluginProxy } from '../plugin-proxy.js'
import { errorOf, EventLog, eventually, Inbox, jobMessage, textOf } from '../transport-bench.js'

const LONGEST_MS = 2 ** 32 - 1
const DAYS_32_MS = 32 * 86_400_000

describe('a broker without the plugin', () => {
  const broker = useBroker()

  it('is found out about without harm to a connection that is in use', async () => {
    const transport = await broker.open()
    const log = new EventLog(transport)
    const inbox = new Inbox()
    await transport.consume('auto', { prefetch: 10 }, inbox.take)
    const dueAtMs = Date.now() + 200
    await Promise.all(
      ['a', 'b', 'c'].map((text) => transport.publish(jobMessage('auto', text, { dueAtMs }))),
    )
    await inbox.until(3)
    expect(log.events).toEqual([])
    expect(await transport.queueInfo('arq.delay.due')).toBeDefined()
  })

  it('is asked once, by a connection of its own', async () => {
    const proxy = await new PluginProxy(broker.host.url).start()
    broker.opened.push({ close: () => proxy.stop() })
    const transport = await broker.open({ url: proxy.url, delayMechanism: 'ttl' })
    await transport.publish(jobMessage('asked', 'x', { dueAtMs: Date.now() + 60_000 }))
    expect(proxy.connections).toBe(1)
    const asking = await broker.open({ url: proxy.url })
    for (let count = 0; count < 3; count += 1) {
      await asking.publish(jobMessage('asked', 'x', { dueAtMs: Date.now() + 60_000 }))
    }
    // Its own, the question, and one to declare the exchange of this queue.
    expect(proxy.connections).toBe(4)
  })

  it('is refused at the start by who insists on the plugin, with both ways out', async () => {
    const transport = new AmqpTransport({ url: broker.host.url, delayMechanism: 'plugin' })
    expect(await errorOf(transport.connect())).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringMatching(
        /delayMechanism: .*enable rabbitmq_delayed_message_exchange .*delayMechanism to "ttl"/,
      ),
    })
    await transport.close()
  })
})

// How to get a broker with the plugin: the package's README, under "Tests".
const pluginUrl = process.env['ARQ_TEST_PLUGIN_URL'] ?? ''
const withPlugin = pluginUrl === '' ? describe.skip : describe
const title = pluginUrl === '' ? ' (skipped: ARQ_TEST_PLUGIN_URL names no broker that has it)' : ''

withPlugin(`the real plugin${title}`, () => {
  const plugin = usePlugin(pluginUrl)

  describe('used raw, gives the reasons for how it is used', () => {
    it('sends each delayed message back as NO_ROUTE, and delivers it all the same', async () => {
      const queue = plugin.newQueue('mandatory')
      const channel = await plugin.declareLikePython(queue)
      const returned = new Promise<unknown>((resolve) =>
        channel.on('return', ({ fields }: { fields: object }) =>
          resolve(Reflect.get(fields, 'replyText')),
        ),
      )
      const arrived = new Promise<ConsumeMessage | null>((resolve) => {
        void channel.consume(queue, resolve, { noAck: true })
      })
      const options = { mandatory: true, headers: { 'x-delay': 50 } }
      channel.publish(`delayed.${queue}`, queue, Buffer.from('x'), options)
      expect(await returned).toBe('NO_ROUTE')
      expect((await arrived)?.content.toString()).toBe('x')
    })

    it('delivers at once what is to be delayed by more than it can', async () => {
      const queue = plugin.newQueue('too-long')
      const channel = await plugin.declareLikePython(queue)
      const texts: string[] = []
      const arrived = new Promise<void>((resolve) => {
        void channel.consume(queue, (message) => {
          texts.push(String(message?.content))
          resolve()
        })
      })
      for (const delayMs of [LONGEST_MS, LONGEST_MS + 1]) {
        const headers = { 'x-delay': delayMs }
        channel.publish(`delayed.${queue}`, queue, Buffer.from(String(delayMs)), { headers })
      }
      await channel.waitForConfirms()
      await arrived
      expect(texts).toEqual([String(LONGEST_MS + 1)])
    })
  })

  describe.each(['auto', 'plugin'] as const)('with delayMechanism %s', (delayMechanism) => {
    it('is asked for once, on a connection of its own, and harms none in use', async () => {
      const queue = plugin.newQueue(`asked-${delayMechanism}`)
      const proxy = await plugin.openProxy()
      const transport = await plugin.open({ url: proxy.url, delayMechanism })
      const log = new EventLog(transport)
      for (let count = 0; count < 3; count += 1) {
        await transport.publish(jobMessage(queue, 'x', { dueAtMs: Date.now() + 60_000 }))
      }
      // Its own, the question, and one to declare the exchange of this queue.
      expect(proxy.connections).toBe(3)
      expect(log.events).toEqual([])
      const declared = proxy.seen.filter(
        ({ name, texts, table }) =>
          name === 'exchange.declare' && texts[0] === `delayed.${queue}` && table.length > 4,
      )
      expect(declared.map(({ texts }) => texts[1])).toEqual(['x-delayed-message'])
      // The broker itself does not compare it with what another program has declared.
      expect(declared[0]!.table.toString('latin1')).toMatch(/x-delayed-typeS....direct$/s)
      const ways = proxy.seen.filter(({ name }) => name === 'basic.publish')
      expect(ways.map(({ texts }) => texts)).toEqual(
        Array.from({ length: 3 }, () => [`delayed.${queue}`, queue]),
      )
    })
  })

  it('shares queue, exchange and messages with Python programs, either being first', async () => {
    const theirs = plugin.newQueue('theirs')
    const ours = plugin.newQueue('ours')
    const transport = await plugin.open({ compat: 'rabbitmq-arq' })
    const { inbox, early } = punctualInbox()

    const channel = await plugin.declareLikePython(theirs)
    const dueAtMs = Date.now() + 300
    const headers = { 'x-retry-count': 0, 'x-client-delayed': 'true', 'x-delay': 300 }
    channel.publish(`delayed.${theirs}`, theirs, Buffer.from(String(dueAtMs)), { headers })
    await transport.consume(theirs, { prefetch: 1 }, inbox.take)
    const [delivery] = await inbox.until(1)
    expect(delivery!.headers).toMatchObject({ 'x-retry-count': 0, 'x-client-delayed': 'true' })

    const sent = Date.now() + 300
    const own = { dueAtMs: sent, headers: { 'x-retry-count': 0 } }
    await transport.publish(jobMessage(ours, String(sent), own))
    const reader = await plugin.declareLikePython(ours)
    const message = await new Promise<ConsumeMessage | null>((resolve) => {
      void reader.consume(ours, resolve, { noAck: true })
    })
    expect(Date.now()).toBeGreaterThanOrEqual(sent)
    expect(message?.content.toString()).toBe(String(sent))
    expect(message?.properties.headers).toMatchObject({ 'x-retry-count': 0 })
    expect(early).toEqual([])
  })

  it('delivers in the order of the moments, and nothing early', async () => {
    const queue = plugin.newQueue('order')
    const transport = await plugin.open()
    const { inbox, early } = punctualInbox()
    await transport.consume(queue, { prefetch: 10 }, inbox.take)
    const now = Date.now()
    const moments = [3_600_000, 1500, 900, 300].map((inMs) => now + inMs)
    for (const dueAtMs of moments) {
      await transport.publish(jobMessage(queue, String(dueAtMs), { dueAtMs }))
    }
    await inbox.until(3)
    expect(inbox.texts).toEqual([300, 900, 1500].map((inMs) => String(now + inMs)))
    expect(early).toEqual([])
  })

  it('delivers each of 2,000 once, spread or of one moment, and none early', async () => {
    const queue = plugin.newQueue('many')
    const transport = await plugin.open()
    const { inbox, early } = punctualInbox()
    await transport.consume(queue, { prefetch: 500 }, inbox.take)
    const from = Date.now() + 1000
    const moments = Array.from({ length: 1000 }, (_, index) => from + ((index * 617) % 1000) + 0.3)
    const all = [...moments, ...moments.map(() => from + 500)]
    const sent = all.map((dueAtMs) => jobMessage(queue, String(dueAtMs), { dueAtMs }))
    await Promise.all(sent.map((message) => transport.publish(message)))
    await inbox.until(sent.length)
    const arrived = inbox.deliveries.map(({ messageId }) => messageId)
    expect(arrived.sort()).toEqual(sent.map(({ messageId }) => messageId).sort())
    expect(early).toEqual([])
  })

  it('keeps the message as it is, but for the header with the delay', async () => {
    const queue = plugin.newQueue('whole')
    const transport = await plugin.open()
    const inbox = new Inbox()
    await transport.consume(queue, { prefetch: 1 }, inbox.take)
    const kept = {
      messageId: 'm-7',
      contentType: 'application/json',
      contentEncoding: 'identity',
      priority: 7,
      replyTo: 'box',
      correlationId: 'job',
    }
    const headers = { 'x-retry-count': 1, text: '任务', flag: true }
    const dueAtMs = Date.now() + 100
    await transport.publish(jobMessage(queue, 'body', { ...kept, headers, dueAtMs }))
    const [delivery] = await inbox.until(1)
    expect(delivery).toMatchObject(kept)
    expect(delivery!.headers).toEqual(headers)
    expect(textOf(delivery!)).toBe('body')
  })

  it('serves ten delayed retries in a row, each for its own delay', async () => {
    const queue = plugin.newQueue('retried')
    const transport = await plugin.open()
    const tries: unknown[] = []
    const early: number[] = []
    let dueAtMs = Date.now()
    await new Promise<void>((resolve, reject) => {
      const send = (headers: Record<string, unknown>): Promise<void> => {
        // Ever shorter: the delay of the last time must not be served again.
        dueAtMs = Date.now() + 330 - 30 * Number(headers['x-retry-count'])
        return transport.publish(jobMessage(queue, 'x', { headers, dueAtMs }))
      }
      void transport.consume(queue, { prefetch: 1 }, (delivery) => {
        const count = Number(delivery.headers['x-retry-count'])
        tries.push(count)
        if (Date.now() < dueAtMs) early.push(count)
        const next = { ...delivery.headers, 'x-retry-count': count + 1 }
        if (count === 10) resolve()
        else send(next).then(() => delivery.ack(), reject)
      })
      send({ 'x-retry-count': 0 }).catch(reject)
    })
    expect(tries).toEqual(Array.from({ length: 11 }, (_, count) => count))
    expect(early).toEqual([])
  })

  it.each(['fast', 'plain'] as const)(
    'takes a delay of nearly 2³² ms, and a longer one waits in our queues: wire %s',
    async (wire) => {
      const queue = plugin.newQueue(`long-${wire}`)
      const transport = await plugin.open({ wire })
      const inbox = new Inbox()
      await transport.consume(queue, { prefetch: 10 }, inbox.take)
      const bucket = `arq.delay.b.${DAYS_32_MS}`
      const before = (await transport.queueInfo(bucket))?.ready ?? 0
      const send = (text: string, inMs: number): Promise<void> =>
        transport.publish(jobMessage(queue, text, { dueAtMs: Date.now() + inMs }))
      await send('49 days', LONGEST_MS - 60_000)
      await send('50 days', LONGEST_MS + 60_000)
      await send('soon', 300)
      await inbox.until(1)
      expect(inbox.texts).toEqual(['soon'])
      expect((await transport.queueInfo(bucket))?.ready).toBe(before + 1)
    },
  )

  it('is passed by for an exclusive queue, which it could not be bound to', async () => {
    const queue = plugin.newQueue('exclusive')
    const transport = await plugin.open({
      queues: { [queue]: { type: 'classic', exclusive: true } },
    })
    const { inbox, early } = punctualInbox()
    await transport.consume(queue, { prefetch: 1 }, inbox.take)
    const dueAtMs = Date.now() + 300
    await transport.publish(jobMessage(queue, String(dueAtMs), { dueAtMs }))
    const [delivery] = await inbox.until(1)
    expect(delivery!.headers).toEqual({})
    expect(early).toEqual([])
  })

  it('loses what waits for a queue that is deleted meanwhile, and nobody hears of it', async () => {
    const [queue, other] = [plugin.newQueue('deleted'), plugin.newQueue('beside')]
    const first = await plugin.open()
    const dueAtMs = Date.now() + 400
    await first.publish(jobMessage(queue, 'lost', { dueAtMs }))
    await (await plugin.openChannel()).deleteQueue(queue)

    const second = await plugin.open()
    const [inbox, beside] = [new Inbox(), new Inbox()]
    await second.consume(queue, { prefetch: 10 }, inbox.take)
    await second.consume(other, { prefetch: 10 }, beside.take)
    await second.publish(jobMessage(other, 'its time is over', { dueAtMs: dueAtMs + 200 }))
    await beside.until(1)
    await second.publish(jobMessage(queue, 'bound again', { dueAtMs: Date.now() + 50 }))
    await inbox.until(1)
    expect(inbox.texts).toEqual(['bound again'])
  })

  it('is bound again, at the latest after a second, to a queue that was deleted and declared anew', async () => {
    const queue = plugin.newQueue('anew')
    const transport = await plugin.open()
    const log = new EventLog(transport)
    const inbox = new Inbox()
    await transport.consume(queue, { prefetch: 10 }, inbox.take)
    const send = (): Promise<void> =>
      transport.publish(jobMessage(queue, 'x', { dueAtMs: Date.now() + 10 }))
    await send()
    await inbox.until(1)
    await (await plugin.openChannel()).deleteQueue(queue)
    await log.until('consumerCancelled')
    await eventually(
      () => send().then(() => inbox.deliveries.length),
      (arrived) => arrived > 1,
    )
  })

  it('whose exchange an operator deletes fails what is under way, and has it back for the next', async () => {
    const queue = plugin.newQueue('dropped')
    const transport = await plugin.open()
    const inbox = new Inbox()
    await transport.consume(queue, { prefetch: 10 }, inbox.take)
    await transport.publish(jobMessage(queue, 'before', { dueAtMs: Date.now() + 50 }))
    await inbox.until(1)
    await (await plugin.openChannel()).deleteExchange(`delayed.${queue}`)
    const send = (text: string): Promise<void> =>
      transport.publish(jobMessage(queue, text, { dueAtMs: Date.now() + 50 }))
    expect(await errorOf(send('lost'))).toMatchObject({
      code: 'ARQ_CONNECTION_LOST',
      retryable: true,
      message: expect.stringContaining(`no exchange 'delayed.${queue}'`),
    })
    await send('after')
    await inbox.until(2)
    expect(inbox.texts).toEqual(['before', 'after'])
  })
})
