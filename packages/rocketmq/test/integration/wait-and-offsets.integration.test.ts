import { afterEach, expect, it } from '@jest/globals'

import {
  createAdmin,
  createSimpleConsumer,
  type MessageQueue,
  messageQueueKey,
  type SimpleConsumer,
} from '../../src/index.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
const open: SimpleConsumer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((consumer) => consumer.close()))
  await producers.closeAll()
})

it('waits for a message without taking it, and a wait that is aborted takes none either', async () => {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('wait')
  await using admin = createAdmin({ nameServers: sharedNameServer() })
  await admin.topics.create(topic, { readQueueNums: 1, writeQueueNums: 1 })
  const nameServers = sharedNameServer()
  const consumer = createSimpleConsumer({ nameServers, group: topic, consumeFrom: 'first' })
  open.push(consumer)
  await consumer.subscribe(topic)
  await consumer.start()

  const end = new AbortController()
  const aborted = consumer.untilMessage({ timeoutMs: 5000, signal: end.signal })
  end.abort()
  await aborted
  const waiting = consumer.untilMessage({ timeoutMs: 5000 })
  await producer.send({ topic, body: 'sent' })
  await waiting
  // Neither wait has hidden it, and it counts as new.
  const [message] = await consumer.receive({ timeoutMs: 5000 })
  expect(message?.body.toString()).toBe('sent')
  expect(message?.reconsumeTimes).toBe(0)
  await consumer.ack(message!)
  await consumer.close()
  await expect(consumer.untilMessage()).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
}, 60_000)

it('reads a topic from an offset of each queue', async () => {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('offsets')
  await using admin = createAdmin({ nameServers: sharedNameServer() })
  await admin.topics.create(topic, { readQueueNums: 2, writeQueueNums: 2 })
  const queues = await producer.queues(topic)
  for (const queue of queues) {
    for (const place of [0, 1, 2]) {
      await producer.send({ topic, body: `${queue.queueId}:${place}` }, { queue })
    }
  }
  // They are in the log of the broker first, and then in the queues.
  while ((await admin.topics.stats(topic)).messages < BigInt(3 * queues.length));
  const starts = new Map(queues.map((queue) => [messageQueueKey(queue), BigInt(queue.queueId + 1)]))
  const from = { offsetOf: (queue: MessageQueue) => starts.get(messageQueueKey(queue)) ?? 0n }
  const found: string[] = []
  for await (const { body } of admin.messages.read(topic, { from })) found.push(body.toString())
  expect(found.sort()).toEqual(['0:1', '0:2', '1:2'])
}, 60_000)
