import type { Message } from '../../src/message/message.js'
import type { OwnClientOptions } from '../../src/send/producer-options.js'
import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import type { TransactionEvent } from '../../src/transaction/transaction-events.js'
import { createTransactionMessage } from '../../src/transaction/transaction-message.js'
import {
  createTransactionProducer,
  type TransactionProducer,
  type TransactionProducerOptions,
} from '../../src/transaction/transaction-producer.js'
import type { JavaPeer } from '../peer/java-peer.js'
import { uniqueName } from './rocketmq-server.js'

export type Producer = TransactionProducer<unknown>

/** Producers of one test file, closed at its end. */
export class Producers {
  readonly #started: Producer[] = []

  async start(options: TransactionProducerOptions<unknown>): Promise<Producer> {
    const producer = createTransactionProducer(options)
    this.#started.push(producer)
    await producer.start()
    return producer
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((producer) => producer.close()))
  }
}

export const halfMessage = (topic: string, body: string): Message =>
  createTransactionMessage({ topic, body, tags: 'paid', keys: body, properties: { by: 'test' } })

/** The first event that fits; `count` of them when it is given. */
export function eventsOf(
  producer: Producer,
  fits: (event: TransactionEvent) => boolean,
  count = 1,
): Promise<readonly TransactionEvent[]> {
  const found: TransactionEvent[] = []
  return new Promise((resolve) => {
    const off = producer.on((event) => {
      if (!fits(event)) return
      found.push(event)
      if (found.length < count) return
      off()
      resolve(found)
    })
  })
}

/**
 * What a reader of the official client gets of a topic: it waits for what is expected, and then for a last message in
 * each queue, so that nothing that was handed out besides can be missed.
 */
export async function readAll(
  peer: JavaPeer,
  producer: Producer,
  topic: string,
  expected: readonly string[],
): Promise<readonly string[]> {
  const consumption = peer.consume({ topic, group: uniqueName('reader') })
  for (const body of expected) await consumption.first((got) => got.body.toString() === body)
  const last = uniqueName('last')
  const { queue } = await producer.send(createTransactionMessage({ topic, body: `${last} once` }))
  for (let queueId = 0; queueId < QUEUES; queueId += 1) {
    const body = `${last} ${queueId}`
    await producer.send(createTransactionMessage({ topic, body }), {
      queue: { ...queue, queueId },
    })
    await consumption.first((got) => got.body.toString() === body)
  }
  const got = await consumption.stop()
  return got
    .map(({ body }) => body.toString())
    .filter((body) => !body.startsWith(last))
    .sort()
}

/** Of topics that brokers create by themselves. */
const QUEUES = 4

/** Commits, rolls back, and lets the broker ask; returns what a reader of the official client got of it. */
export async function commitRollbackAsk(
  peer: JavaPeer,
  options: Omit<OwnClientOptions, 'group'>,
): Promise<readonly string[]> {
  const topic = uniqueName('transaction')
  const producers = new Producers()
  const listener = createSimpleTransactionListener({
    execute: ({ keys }) =>
      keys[0] === 'asked' ? 'unknown' : keys[0] === 'yes' ? 'commit' : 'rollback',
  })
  const producer = await producers.start({ ...options, group: uniqueName('g'), listener })
  const asked = eventsOf(producer, (event) => event.type === 'ended' && event.isFromCheck)
  for (const body of ['yes', 'no', 'asked']) {
    await producer.sendMessageInTransaction(halfMessage(topic, body))
  }
  await asked
  const got = await readAll(peer, producer, topic, ['yes', 'asked'])
  await producers.close()
  return got
}
