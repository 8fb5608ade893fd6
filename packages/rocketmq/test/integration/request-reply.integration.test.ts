import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { isRequest } from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

let java: JavaPeer
beforeAll(async () => {
  // 5.3.3 gives up a request at once, by a fault of its own.
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer(), version: '5.5.0' })
})
afterAll(() => java.close())

const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

async function setup() {
  const topic = uniqueName('request')
  const producer = await producers.start(sharedNameServer())
  await producer.send({ topic, body: 'makes the topic' })
  /** Replies to every request in upper case. */
  const startReplier = async () => {
    const replier = await producers.start(sharedNameServer())
    const consumer = consumers.create(sharedNameServer(), { group: uniqueName('repliers') })
    consumer.subscribe(topic, async (message) => {
      if (!isRequest(message)) return
      const text = message.body.toString().toUpperCase()
      await replier.reply(message, text, { properties: { by: 'node' } })
    })
    await consumer.start()
  }
  return { topic, producer, startReplier }
}

describe('a request', () => {
  it('gets the reply of another Node program, with its properties', async () => {
    const { topic, producer, startReplier } = await setup()
    await startReplier()
    const replies = await Promise.all(
      ['a', 'b', 'c'].map((body) => producer.request({ topic, body }, { timeoutMs: 20_000 })),
    )
    expect(replies.map(({ body }) => body.toString())).toEqual(['A', 'B', 'C'])
    expect(replies[0]).toMatchObject({ properties: { by: 'node' }, bodyError: undefined })
  }, 30_000)

  it('gets the reply of a Java program', async () => {
    const { topic, producer } = await setup()
    const replier = java.consume({
      topic,
      group: uniqueName('repliers'),
      isReplying: true,
      from: 'last',
    })
    await replier.started
    // It may not have its queues yet, and it begins with what comes after that.
    const ask = (): Promise<string> =>
      producer
        .request({ topic, body: 'ping' }, { timeoutMs: 3000 })
        .then(({ body }) => body.toString(), ask)
    await expect(ask()).resolves.toBe('reply to ping')
    await replier.stop()
  }, 60_000)

  it('of a Java program is replied to', async () => {
    const { topic, startReplier } = await setup()
    await startReplier()
    await expect(java.request({ topic, body: 'ping' })).resolves.toBe('PING')
  }, 60_000)

  it('that nobody replies to says so in time, and one that is aborted at once', async () => {
    const { topic, producer } = await setup()
    await expect(producer.request({ topic, body: 'x' }, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'ROCKETMQ_REPLY_TIMEOUT',
      details: { topic, timeoutMs: 300, msgId: expect.stringMatching(/^[\dA-F]{32}$/) },
    })
    const stop = new AbortController()
    const aborted = producer.request(
      { topic, body: 'x' },
      { timeoutMs: 60_000, signal: stop.signal },
    )
    setImmediate(() => stop.abort())
    await expect(aborted).rejects.toMatchObject({ code: 'ROCKETMQ_REQUEST_ABORTED' })
  })

  it('is what can be replied to, and nothing else', async () => {
    const { topic, producer } = await setup()
    const inbox = new Inbox()
    const consumer = consumers.create(sharedNameServer(), { group: uniqueName('group') })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(1)
    await expect(producer.reply(inbox.messages[0]!, 'x')).rejects.toMatchObject({
      code: 'ROCKETMQ_REPLY_IMPOSSIBLE',
    })
  })
})
