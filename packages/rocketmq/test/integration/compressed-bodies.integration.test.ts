import { randomBytes } from 'node:crypto'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  type CompressionCodec,
  createAdmin,
  createPullConsumer,
  createSimpleConsumer,
} from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

let java: JavaPeer
beforeAll(async () => {
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer(), version: '5.5.0' })
})
afterAll(() => java.close())

const consumers = new Consumers()
const producers = new Producers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

/** Text that is short, that is long, that does not become smaller, and that mixes both over several blocks. */
const noise = randomBytes(150_000).toString('base64')
const BODIES: readonly string[] = [
  'short and compressed: '.repeat(20),
  '订单 '.repeat(100_000),
  noise,
  Array.from({ length: 40 }, (_, index) => `${index} ${noise.slice(0, index * 200)}`).join('|'),
]

describe.each(isFullRun ? (['ZLIB', 'LZ4', 'ZSTD'] as const) : (['ZSTD'] as const))(
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

/**
 * Writes bodies that repeat one byte, as zstd frames of a single block that says so.
 *
 * Source: RFC 8878 §3.1.1 (a single segment with a content size of four bytes, the last block of type RLE).
 */
const repeatsOfOneByte: CompressionCodec = {
  type: 'zstd',
  compress: (body) => {
    const frame = Buffer.alloc(13)
    frame.writeUInt32LE(0xfd2fb528, 0)
    frame.writeUInt8(0xa0, 4)
    frame.writeUInt32LE(body.length, 5)
    frame.writeUIntLE((body.length << 3) | 3, 9, 3)
    frame.writeUInt8(body[0]!, 12)
    return frame
  },
  decompress: () => {
    throw new Error('nobody reads with it')
  },
}

describe('bodies that a codec of one’s own compressed', () => {
  it('are read by Java, and by consumers without that codec', async () => {
    const topic = uniqueName('compressed')
    const body = 'x'.repeat(50_000)
    const producer = await producers.start(sharedNameServer(), {
      ...{ compression: { type: 'zstd' }, compressionCodecs: [repeatsOfOneByte] },
    })
    const { offsetMsgId } = await producer.send({ topic, body })
    const [theirs] = await java.consume({ topic, group: uniqueName('readers'), count: 1 }).done
    expect(theirs?.body.toString()).toBe(body)

    const inbox = new Inbox()
    const consumer = consumers.create(sharedNameServer(), { group: uniqueName('group') })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(1)
    expect(inbox.bodies).toEqual([body])
    // It did travel small.
    expect(inbox.messages).toMatchObject([{ offsetMsgId, bodyError: undefined }])
    expect(inbox.messages[0]!.storeSize).toBeLessThan(1000)
  }, 60_000)
})
