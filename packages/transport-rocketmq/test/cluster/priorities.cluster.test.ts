import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { transportConformance } from '@arq/conformance'
import { type Delivery, localizedMessage, silentLogger, task } from '@arq/core'
import { createAdmin } from '@arq/rocketmq'
import { createRocketMQ, type RocketMQServer, until } from '@arq/tooling-services'
import { Worker } from '@arq/worker'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { RocketMQTransport } from '../../src/index.js'

const WITHIN_MS = 300_000
const QUEUE = 'ranked'
const HIGHEST = 3

describe('queues with priorities, at RocketMQ 5.5', () => {
  let server: RocketMQServer
  const opened: RocketMQTransport[] = []
  beforeAll(async () => {
    server = await createRocketMQ({ version: '5.5.0' })
    await server.start()
  }, WITHIN_MS)
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((transport) => transport.close()))
  })
  afterAll(() => server.dispose())

  const newPrefix = (): string => `p${randomUUID().slice(0, 8)}-`

  function newTransport(prefix: string, maxPriority = HIGHEST) {
    const queues = maxPriority > 0 ? { [QUEUE]: { maxPriority } } : {}
    const url = `rocketmq://${server.nameServerAddress}`
    const transport = new RocketMQTransport({ url, prefix, queues })
    opened.push(transport)
    return transport
  }

  async function connected(...args: Parameters<typeof newTransport>): Promise<RocketMQTransport> {
    const transport = newTransport(...args)
    await transport.connect()
    return transport
  }

  const publish = (transport: RocketMQTransport, text: string, rest: object = {}) =>
    transport.publish({
      ...{ queueName: QUEUE, kind: 'job', headers: {}, messageId: randomUUID() },
      ...{ body: Buffer.from(text), ...rest },
    })

  /** Hands on one at a time: the next one comes when the one before is settled. */
  async function oneByOne(transport: RocketMQTransport) {
    const waiting: Delivery[] = []
    let tell: (() => void) | undefined
    await transport.consume(QUEUE, { prefetch: 1 }, (delivery) => {
      waiting.push(delivery)
      tell?.()
    })
    return async (): Promise<Delivery> => {
      while (waiting.length === 0) await new Promise<void>((resolve) => (tell = resolve))
      return waiting.shift()!
    }
  }

  const textOf = ({ body }: Delivery): string => Buffer.from(body).toString()

  async function ackAll(next: () => Promise<Delivery>, count: number): Promise<readonly string[]> {
    const texts: string[] = []
    while (texts.length < count) {
      const delivery = await next()
      texts.push(textOf(delivery))
      delivery.ack()
    }
    return texts
  }

  // The rest of the contract has tests of its own, at the broker that all tests share.
  const itRanks = (title: string, test: () => Promise<void>, timeoutMs?: number): void => {
    if (/by priority|which priority/.test(title)) it(title, test, timeoutMs)
  }
  transportConformance(
    { describe, it: itRanks },
    { open: () => newTransport(newPrefix()), rankedQueue: QUEUE, waitMs: 60_000 },
  )

  it(
    'hand out the highest first, and in order those of one priority',
    async () => {
      const transport = await connected(newPrefix())
      // None is awaited before the next: those of one priority travel together.
      await Promise.all(
        ['1a', '3a', '0a', '2a', '3b', '1b', '0b', '2b', '3c'].map((text) =>
          publish(transport, text, { priority: Number(text[0]) }),
        ),
      )
      // Without a priority, and with one beyond the highest.
      await publish(transport, 'none')
      await publish(transport, 'beyond', { priority: 200 })
      const next = await oneByOne(transport)
      expect(await ackAll(next, 11)).toEqual([
        '3a',
        '3b',
        '3c',
        'beyond',
        '2a',
        '2b',
        '1a',
        '1b',
        '0a',
        '0b',
        'none',
      ])
    },
    WITHIN_MS,
  )

  it(
    'keep the priority of what was delayed, and of what was given back',
    async () => {
      const prefix = newPrefix()
      const transport = await connected(prefix)
      await publish(transport, 'first', { priority: 1 })
      const next = await oneByOne(transport)
      const first = await next()
      const dueAtMs = Date.now() + 1500
      await publish(transport, 'late 0', { priority: 0, dueAtMs })
      await publish(transport, 'late 3', { priority: 3, dueAtMs })
      await publish(transport, 'waits 2', { priority: 2 })
      // The broker has put both into the queue: it may do so a second early.
      await using admin = createAdmin({ nameServers: server.nameServerAddress })
      await until(
        async () =>
          (await admin.topics.stats(`${prefix}${QUEUE}`)).messages === 4n && Date.now() >= dueAtMs,
        { what: 'the delayed messages to be there', withinMs: 60_000, everyMs: 50 },
      )
      // Before the lowest, which has waited longer.
      first.nack({ requeue: true })
      expect(await ackAll(next, 4)).toEqual(['late 3', 'waits 2', 'first', 'late 0'])
    },
    WITHIN_MS,
  )

  it(
    'run the most urgent jobs first',
    async () => {
      const prefix = newPrefix()
      await using client = await createClient({
        ...{ transport: newTransport(prefix), queueName: QUEUE, logger: silentLogger },
      })
      for (const priority of [0, 2, 1, 3, 2]) {
        await client.enqueueJob('note', [priority], { priority })
      }
      const ran: number[] = []
      const worker = new Worker({
        transport: newTransport(prefix),
        functions: [task('note', (_ctx, priority: number) => void ran.push(priority))],
        ...{ queueName: QUEUE, maxConcurrentJobs: 1, prefetchCount: 1, logger: silentLogger },
        ...{ burstMode: true, burstCheckInterval: '50ms' },
      })
      await worker.run()
      expect(ran).toEqual([3, 2, 2, 1, 0])
      await expect(client.enqueueJob('note', [4], { priority: 4 })).rejects.toMatchObject({
        code: 'ARQ_CONFIG_INVALID',
      })
    },
    WITHIN_MS,
  )

  it(
    'refuse a topic that was made without them, in words',
    async () => {
      const prefix = newPrefix()
      await publish(await connected(prefix, 0), 'plain')
      const transport = await connected(prefix)
      const error: unknown = await transport
        .consume(QUEUE, { prefetch: 1 }, () => undefined)
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH' })
      expect(localizedMessage(error, 'en')).toContain(`${prefix}${QUEUE}`)
      await expect(publish(transport, 'ranked', { priority: 1 })).rejects.toMatchObject({
        code: 'ARQ_TOPOLOGY_MISMATCH',
      })
    },
    WITHIN_MS,
  )
})
