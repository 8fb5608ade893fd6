import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { type Admin, createAdmin, createMessage } from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
let admin: Admin
let java: JavaPeer
beforeAll(async () => {
  admin = createAdmin({ nameServers: sharedNameServer() })
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer() })
})
afterEach(() => producers.closeAll())
afterAll(async () => {
  await java.close()
  await admin.close()
})

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)

describe('a producer that batches by itself', () => {
  it('tells each caller where its own message is: by id, by offset and by queue', async () => {
    const producer = await producers.start(sharedNameServer(), { autoBatch: { lingerMs: 20 } })
    const topic = uniqueName('batched')
    const bodies = numbered(60)
    const results = await Promise.all(
      bodies.map((body, index) =>
        producer.send({ topic, body, keys: `k${index}`, tags: index % 2 ? 'odd' : 'even' }),
      ),
    )
    expect(producer.stats()).toMatchObject({ sent: 60, batched: 60, failed: 0 })
    for (const [index, result] of results.entries()) {
      const found = await admin.messages.byOffsetId(result.offsetMsgId)
      expect(found).toMatchObject({
        ...{ msgId: result.msgId, queueId: result.queue.queueId, queueOffset: result.queueOffset },
        ...{ keys: [`k${index}`], tags: index % 2 ? 'odd' : 'even' },
      })
      expect(found.body.toString()).toBe(bodies[index])
    }
  }, 60_000)

  it('leaves alone what may not travel with others, and Java reads all of it', async () => {
    const producer = await producers.start(sharedNameServer(), {
      autoBatch: { lingerMs: 20, maxMessages: 10, maxBytes: 4096 },
    })
    const topic = uniqueName('batched')
    const large = 'large '.repeat(1000)
    await Promise.all([
      ...numbered(25).map((body) => producer.send({ topic, body })),
      producer.send({ topic, body: large }),
      producer.send({ topic, body: 'delayed', delayLevel: 1 }),
      producer.send({ topic, body: 'own', tags: 'own' }, { retries: 0 }),
    ])
    expect(producer.stats()).toMatchObject({ sent: 28, batched: 25 })
    const read = await java.consume({ topic, group: uniqueName('readers'), count: 28 }).done
    expect(read.map(({ body }) => body.toString()).sort()).toEqual(
      [...numbered(25), large, 'delayed', 'own'].sort(),
    )
  }, 60_000)

  it('keeps the order within a batch, and sends what waits before it closes', async () => {
    const producer = await producers.start(sharedNameServer(), {
      // Nothing leaves by its time, nor for being full: only at the end.
      autoBatch: { lingerMs: 3_600_000 },
      ...{ strategy: 'MESSAGE_HASH', sendTimeoutMs: 30_000 },
    })
    const topic = uniqueName('batched')
    await producer.queues(topic)
    const bodies = numbered(30)
    const sends = bodies.map((body, index) =>
      producer.send(createMessage({ topic, body, shardingKey: `key ${index % 3}` })),
    )
    // Each has its queue, and waits for others.
    await new Promise(setImmediate)
    await Promise.all([producer.close(), ...sends])
    const read = await java.consume({
      ...{ topic, group: uniqueName('readers'), count: 30, isOrderly: true },
    }).done
    for (const key of [0, 1, 2]) {
      const ofKey = bodies.filter((_, index) => index % 3 === key)
      const got = read.map(({ body }) => body.toString()).filter((body) => ofKey.includes(body))
      expect(got).toEqual(ofKey)
    }
  }, 60_000)
})
