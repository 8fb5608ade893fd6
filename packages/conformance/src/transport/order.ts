import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** First in, first out, for one consumer. */
export function order({ test }: Suite<TransportBench>): void {
  test('hands out in the order of publishing, one by one', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const texts = numbered(50)
    await bench.publishTexts(transport, queueName, texts)
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack', prefetch: 1 })
    await inbox.waitFor(texts.length)
    assert.deepEqual(inbox.texts, texts)
  })

  test('keeps the order of publishes that were not awaited one by one', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack', prefetch: 50 })
    const messages = Array.from({ length: 300 }, () => bench.message(queueName))
    await bench.within(
      '300 confirms',
      Promise.all(messages.map((message) => transport.publish(message))),
    )
    await inbox.waitFor(messages.length)
    assert.deepEqual(
      inbox.messageIds,
      messages.map(({ messageId }) => messageId),
    )
  })
}

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index))
