import { randomBytes } from 'node:crypto'

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { createAdmin, createPullConsumer, createSimpleConsumer } from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { Consumers, Inbox } from './consumers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

let java: JavaPeer
beforeAll(async () => {
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer(), version: '5.5.0' })
})
afterAll(() => java.close())

const consumers = new Consumers()
afterEach(() => consumers.closeAll())

/** Text that is short, that is long, that does not become smaller, and that mixes both over several blocks. */
const noise = randomBytes(150_000).toString('base64')
const BODIES: readonly string[] = [
  'short and compressed: '.repeat(20),
  '订单 '.repeat(100_000),
  noise,
  Array.from({ length: 40 }, (_, index) => `${index} ${noise.slice(0, index * 200)}`).join('|'),
]

describe.each(['ZLIB', 'LZ4', 'ZSTD'] as const)(
  'bodies that Java compressed by %s',
  (compression) => {
    async function produced() {
      const topic = uniqueName('compressed')
      const sent = await java.produce({
        ...{ compression, compressOver: 1 },
        messages: BODIES.map((body) => ({ topic, body })),
      })
      return { topic, sent }
    }

    it('are read by a push consumer', async () => {
      const { topic } = await produced()
      const inbox = new Inbox()
      const consumer = consumers.create(sharedNameServer(), { group: uniqueName('group') })
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      await inbox.count(BODIES.length)
      expect([...inbox.bodies].sort()).toEqual([...BODIES].sort())
      expect(inbox.messages.map(({ bodyError }) => bodyError)).toEqual(BODIES.map(() => undefined))
      expect(consumer.stats()).toMatchObject({ failed: 0 })
    }, 60_000)

    it('are read by whoever polls, pops or looks them up', async () => {
      const { topic, sent } = await produced()
      const common = { nameServers: sharedNameServer(), consumeFrom: 'first' } as const
      const puller = createPullConsumer({ ...common, group: uniqueName('group') })
      await puller.subscribe(topic)
      await puller.start()
      const polled: string[] = []
      while (polled.length < BODIES.length) {
        for (const { body } of await puller.poll()) polled.push(body.toString())
      }
      await puller.close()
      expect(polled.sort()).toEqual([...BODIES].sort())

      const popper = createSimpleConsumer({ ...common, group: uniqueName('group') })
      await popper.subscribe(topic)
      await popper.start()
      const popped: string[] = []
      while (popped.length < BODIES.length) {
        const messages = await popper.receive()
        popped.push(...messages.map(({ body }) => body.toString()))
        await popper.ackBatch(messages)
      }
      await popper.close()
      expect(popped.sort()).toEqual([...BODIES].sort())

      const admin = createAdmin({ nameServers: sharedNameServer() })
      const found = await admin.messages.byOffsetId(sent[0]!.offsetMsgId!)
      await admin.close()
      expect(found.body.toString()).toBe(BODIES[0])
    }, 60_000)
  },
)
