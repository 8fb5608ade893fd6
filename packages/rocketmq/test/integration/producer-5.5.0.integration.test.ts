import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { JavaPeer } from '../peer/java-peer.js'
import { Producers } from './producers.js'
import { uniqueName } from './rocketmq-server.js'

describe('RocketMQ 5.5.0, with its headers in the binary form and users', () => {
  let server: RocketMQServer
  let java: JavaPeer
  const producers = new Producers()
  beforeAll(async () => {
    server = await createRocketMQ({ version: '5.5.0', acl: true, binaryHeader: true })
    await server.start()
    const { nameServerAddress, credentials } = server
    java = await JavaPeer.start({ version: '5.5.0', nameServerAddress, credentials })
  }, 180_000)
  afterEach(() => producers.closeAll())
  afterAll(async () => {
    await java.close()
    await server.dispose()
  })

  async function setup() {
    const producer = await producers.start(server.nameServerAddress, {
      connection: { acl: server.credentials!, headerForm: 'binary' },
    })
    const topic = uniqueName('v550')
    const read = (count: number) =>
      java.consume({ topic, group: uniqueName('readers'), count }).done
    return { producer, topic, read }
  }

  it('takes ordinary, compressed, one-way and batch sends', async () => {
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

  it('delivers when it is due, and takes back what is recalled', async () => {
    const { producer, topic, read } = await setup()
    const begin = Date.now()
    const recalled = await producer.send({ topic, body: 'recalled', delayMs: 1500 })
    await producer.send({ topic, body: 'timer', deliverAtMs: begin + 2000 })
    await producer.send({ topic, body: 'level', delayLevel: 1 })
    await expect(producer.recall(recalled.recallHandle!)).resolves.toBe(recalled.msgId)
    const messages = await read(2)
    expect(messages.map(({ body }) => body.toString()).sort()).toEqual(['level', 'timer'])
    for (const { storeTimestamp } of messages) {
      expect(storeTimestamp - begin).toBeGreaterThanOrEqual(900)
    }
  })

  it('refuses a wrong key, and the error says so', async () => {
    const { accessKey } = server.credentials!
    const producer = await producers.start(server.nameServerAddress, {
      connection: { acl: { accessKey, secretKey: 'wrong-secret' } },
    })
    await expect(producer.send({ topic: uniqueName('v550'), body: 'x' })).rejects.toMatchObject({
      cause: { code: 'ROCKETMQ_NO_PERMISSION' },
      message: expect.stringContaining('signature'),
    })
  })
})
