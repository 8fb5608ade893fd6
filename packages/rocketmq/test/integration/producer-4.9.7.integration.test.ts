import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { JavaPeer } from '../peer/java-peer.js'
import { Producers } from './producers.js'
import { uniqueName } from './rocketmq-server.js'

describe('RocketMQ 4.9.7', () => {
  let server: RocketMQServer
  let java: JavaPeer
  const producers = new Producers()
  beforeAll(async () => {
    server = await createRocketMQ({ version: '4.9.7' })
    await server.start()
    java = await JavaPeer.start({ nameServerAddress: server.nameServerAddress })
  }, 180_000)
  afterEach(() => producers.closeAll())
  afterAll(async () => {
    await java.close()
    await server.dispose()
  })

  async function setup() {
    const producer = await producers.start(server.nameServerAddress)
    const topic = uniqueName('v497')
    const read = (count: number) =>
      java.consume({ topic, group: uniqueName('readers'), count }).done
    return { producer, topic, read }
  }

  it('takes ordinary, compressed, one-way, batch and keyed sends', async () => {
    const { producer, topic, read } = await setup()
    const large = 'compress 我 '.repeat(2000)
    await producer.send({ topic, body: '消息', tags: 't', keys: 'k', properties: { a: '红' } })
    await producer.send({ topic, body: large })
    await producer.sendOneway({ topic, body: 'one way' })
    const batch = await producer.sendBatch(['b1', 'b2', 'b3'].map((body) => ({ topic, body })))
    const messages = await read(6)
    expect(messages.map(({ body }) => body.toString()).sort()).toEqual(
      ['消息', large, 'one way', 'b1', 'b2', 'b3'].sort(),
    )
    expect(messages.map(({ msgId }) => msgId)).toEqual(
      expect.arrayContaining(batch.map(({ msgId }) => msgId)),
    )
  })

  it('delays by level; it knows no timers, and delivers those at once', async () => {
    const { producer, topic, read } = await setup()
    const begin = Date.now()
    await producer.send({ topic, body: 'level', delayLevel: 1 })
    const timer = await producer.send({ topic, body: 'timer', delayMs: 60_000 })
    expect(timer.recallHandle).toBeUndefined()
    const messages = await read(2)
    const level = messages.find(({ body }) => body.toString() === 'level')
    expect(level!.storeTimestamp - begin).toBeGreaterThanOrEqual(900)
  })

  it('has no recall, and the error says so', async () => {
    const { producer, topic } = await setup()
    await producer.send({ topic, body: 'x' })
    const [queue] = await producer.queues(topic)
    const handle = Buffer.from(`v1 ${topic} ${queue!.brokerName} ${Date.now()} ABC`)
    await expect(producer.recall(handle.toString('base64url'))).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
    })
  })
})
