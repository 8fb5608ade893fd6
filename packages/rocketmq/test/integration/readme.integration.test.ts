import { setTimeout as pause } from 'node:timers/promises'

import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals'

import {
  createAdmin,
  createPullConsumer,
  createSimpleConsumer,
  type MessageExt,
  reconsumeLater,
} from '../../src/index.js'
import * as programs from '../readme/programs.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'

const WITHIN_MS = 180_000

/** One after the other, from an empty RocketMQ on: the first one makes the topic that the others use. */
describe('the README’s program of', () => {
  let server: RocketMQServer
  let nameServers: string
  const producers = new Producers()
  const consumers = new Consumers()
  const startProducer = () => producers.start(nameServers, { sendTimeoutMs: 30_000 })
  let log: jest.Spied<typeof console.log>
  beforeAll(async () => {
    // 5.4 has priorities, 5.5 lite topics.
    const brokerConfig = { enableLmq: 'true', enableMultiDispatch: 'true' }
    server = await createRocketMQ({ version: '5.5.0', brokerConfig })
    await server.start()
    nameServers = server.nameServerAddress
    for (const topic of ['prices', 'clicks', 'uploads']) await server.createTopic(topic)
  }, WITHIN_MS)
  beforeEach(() => {
    log = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  })
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(() => server.dispose())

  it(
    'administration makes a topic and a group, looks at them, and sends dead letters again',
    async () => {
      const producer = await startProducer()
      const stop = new AbortController()
      const { signal } = stop
      log.mockImplementation(() => stop.abort())
      const onProgress = jest.fn()
      const order = { topic: 'orders', body: '{"id":"o-1"}', keys: 'o-1' }
      const useGroup = async () => {
        await producer.send(order)
        const letters = new Inbox()
        const consumer = consumers.create(nameServers, { group: 'billing' })
        consumer.subscribe('orders', () => reconsumeLater('deadLetter'))
        const reader = consumers.create(nameServers, { group: 'readers' })
        reader.subscribe('%DLQ%billing', letters.listener)
        await Promise.all([consumer.start(), reader.start()])
        await letters.count(1)
        await consumers.closeAll()
        void sendUntil(signal)
      }
      const sendUntil = async (end: AbortSignal) => {
        while (!end.aborted) {
          await producer.send({ topic: 'orders', body: 'followed' })
          // There is no event for "the program follows the topic now".
          await pause(100)
        }
      }
      const keys = { accessKey: 'nobody-asks', secretKey: 'for-these' }
      const about = { signal, onProgress, useGroup }
      const { lag, queues, message } = await programs.administer(nameServers, keys, about)
      expect(lag).toBeGreaterThanOrEqual(0n)
      expect(queues.filter(({ queue }) => queue.topic === 'orders')).toHaveLength(16)
      expect(onProgress).toHaveBeenCalled()
      expect(message?.body.toString()).toBe(order.body)
      expect(log).toHaveBeenCalledWith(message?.msgId)
    },
    WITHIN_MS,
  )

  it('a producer sends one message, and shows where it is', async () => {
    await programs.sendOne(nameServers)
    const [[msgId, ...place] = []] = log.mock.calls
    expect(msgId).toMatch(/^[\dA-F]{32}$/)
    expect(place).toEqual(['broker-a', expect.any(Number), expect.any(BigInt)])
  })

  it(
    'a consumer bills what comes',
    async () => {
      const producer = await startProducer()
      const bill = jest.fn<(order: programs.Order) => void>()
      const billed = new Promise<void>((resolve) => {
        bill.mockImplementation(({ id }) => {
          if (id === 'o-2') resolve()
        })
      })
      const consumer = await programs.consumeOrders(nameServers, bill)
      await producer.send({ topic: 'orders', body: '{"id":"o-2"}' })
      await billed
      await consumer.close()
    },
    WITHIN_MS,
  )

  it(
    'sending sends in every way, later, and not at all what is recalled',
    async () => {
      const producer = await startProducer()
      const inbox = new Inbox()
      const reader = consumers.create(nameServers, { group: 'all-orders' })
      for (const topic of ['orders', 'alerts']) reader.subscribe(topic, inbox.listener)
      await reader.start()
      const { signal } = new AbortController()
      const handle = await programs.sendInEveryWay(producer, { id: 'o-3' }, signal)
      expect(handle).toEqual(expect.any(String))
      const ofOrder = () => inbox.bodies.filter((body) => body === '{"id":"o-3"}')
      // Two as a batch, five each in its way, one of them 10 s later.
      await inbox.until(() => ofOrder().length >= 8 && inbox.bodies.includes('an alert'))
      expect(ofOrder()).toHaveLength(8)
    },
    WITHIN_MS,
  )

  it(
    'requests gets the reply',
    async () => {
      const [producer, replier] = [await startProducer(), await startProducer()]
      const consumer = consumers.create(nameServers, { group: 'price-service' })
      const priceOf = (asked: Buffer) => Promise.resolve(`1.08 for ${asked.toString()}`)
      const body = await programs.askForPrices({ consumer, replier, producer }, priceOf)
      expect(body.toString()).toBe('1.08 for EUR')
    },
    WITHIN_MS,
  )

  it('transactions commits what is paid', async () => {
    const pay = jest.fn((..._about: readonly unknown[]) => Promise.resolve(true))
    const isPaid = () => Promise.resolve(true)
    const end = await programs.payOrder(nameServers, { id: 'o-4' }, { pay, isPaid })
    expect(end).toEqual({ state: 'commit', isEndSent: true })
    expect(pay).toHaveBeenCalledWith({ id: 'o-4' }, expect.any(String))
  })

  it(
    'consuming takes the tags, the properties and the batches that it wants',
    async () => {
      const producer = await startProducer()
      const seen = new Seen()
      const work = {
        bill: async (body: Buffer) => seen.add(body.toString()),
        listener: async ({ body }: MessageExt) => seen.add(body.toString()),
        store: async (messages: readonly MessageExt[]) =>
          messages.forEach(({ body }) => seen.add(body.toString())),
      }
      await programs.consumeInEveryWay(nameServers, work, async () => {
        const price = (region: string, amount: string) => ({
          ...{ topic: 'prices', body: `${region} ${amount}` },
          properties: { region, amount },
        })
        const messages = [
          { topic: 'orders', body: 'created', tags: 'created' },
          { topic: 'orders', body: 'paid', tags: 'paid' },
          { topic: 'orders', body: 'refunded', tags: 'refunded' },
          ...[price('us', '200'), price('eu', '50'), price('eu', '200')],
          { topic: 'clicks', body: 'a click' },
        ]
        for (const message of messages) await producer.send(message)
        await seen.until('paid', 'refunded', 'eu 200', 'a click')
      })
      const unwanted = ['created', 'us 200', 'eu 50']
      expect(seen.texts.filter((text) => unwanted.includes(text))).toEqual([])
    },
    WITHIN_MS,
  )

  it(
    'pulling reads message by message, until the consumer is closed',
    async () => {
      const read: MessageExt[] = []
      await programs.reportOrders(nameServers, async (message, consumer) => {
        read.push(message)
        if (read.length === 3) await consumer.close()
      })
      expect(read.map(({ topic }) => topic)).toEqual(['orders', 'orders', 'orders'])
    },
    WITHIN_MS,
  )

  it(
    'pulling polls, goes back an hour, pauses and commits',
    async () => {
      const group = 'pollers'
      const consumer = createPullConsumer({ nameServers, group, autoCommit: false })
      await consumer.subscribe('orders')
      await consumer.start()
      const queue = consumer.queues()[0]!
      const { signal } = new AbortController()
      await programs.pollOrders(consumer, queue, signal)
      expect(consumer.position(queue)).toBe(0n)
      await consumer.close()
    },
    WITHIN_MS,
  )

  it(
    'settling works on one message and acknowledges the others',
    async () => {
      const producer = await startProducer()
      const group = 'thumbnails'
      const uploads = async () => {
        // A new group begins with what comes after its first question.
        const first = createSimpleConsumer({ nameServers, group })
        await first.subscribe('uploads')
        await first.start()
        await first.receive({ timeoutMs: 0 })
        await first.close()
        for (const body of ['a', 'b', 'c']) await producer.send({ topic: 'uploads', body })
      }
      const makeThumbnail = jest.fn(() => Promise.resolve())
      const { signal } = new AbortController()
      const { first, others } = await programs.makeThumbnails(nameServers, makeThumbnail, {
        signal,
        uploads,
      })
      expect(makeThumbnail).toHaveBeenCalledTimes(1)
      const bodies = [first, ...others].map((message) => message?.body.toString())
      expect(['a', 'b', 'c']).toEqual(expect.arrayContaining(bodies))
    },
    WITHIN_MS,
  )

  it(
    'lite topics answers in one of them',
    async () => {
      const admin = createAdmin({ nameServers })
      const producer = await startProducer()
      const answer = jest.fn((_: MessageExt) => Promise.resolve())
      await programs.chat(nameServers, { admin, producer }, answer)
      await admin.close()
      const [[message] = []] = answer.mock.calls
      expect(message).toMatchObject({ liteTopic: 'user-7', body: Buffer.from('hello') })
    },
    WITHIN_MS,
  )
})

/** Texts that came, in their order. */
class Seen {
  readonly texts: string[] = []
  #tell: () => void = () => undefined

  add(text: string): void {
    this.texts.push(text)
    this.#tell()
  }

  /** Resolves when all of these have come. */
  until(...wanted: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      this.#tell = () => {
        if (wanted.every((text) => this.texts.includes(text))) resolve()
      }
      this.#tell()
    })
  }
}
