import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** Consumers of one queue share its messages. */
export function sharing({ test }: Suite<TransportBench>): void {
  test('gives each message to exactly one of two consumers, and both some', async (bench) => {
    const [one, other] = [await bench.connect(), await bench.connect()]
    const queueName = bench.queue()
    const left = await bench.inbox(one, queueName, { settle: 'ack', prefetch: 5 })
    const right = await bench.inbox(other, queueName, { settle: 'ack', prefetch: 5 })
    const messages = Array.from({ length: 200 }, () => bench.message(queueName))
    await bench.within('200 confirms', Promise.all(messages.map((each) => one.publish(each))))
    await bench.until(
      () => `200 deliveries; there were ${left.texts.length} and ${right.texts.length}`,
      () => left.texts.length + right.texts.length >= 200,
    )
    await bench.quiet(one)
    assert.deepEqual(
      [...left.messageIds, ...right.messageIds].sort(),
      messages.map(({ messageId }) => messageId).sort(),
    )
    assert.ok(left.texts.length > 0 && right.texts.length > 0, 'both got some')
  })

  test('does not let a consumer that settles nothing hold up the other', async (bench) => {
    const [stuck, busy] = [await bench.connect(), await bench.connect()]
    const queueName = bench.queue()
    const stuckInbox = await bench.inbox(stuck, queueName, { prefetch: 1 })
    await bench.publish(busy, queueName)
    await stuckInbox.waitFor(1)
    const busyInbox = await bench.inbox(busy, queueName, { settle: 'ack' })
    for (let count = 0; count < 10; count += 1) await bench.publish(busy, queueName)
    await busyInbox.waitFor(10)
    assert.equal(stuckInbox.deliveries.length, 1)
  })
}
