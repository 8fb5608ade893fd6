import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** A consumer can end; what it holds stays its own until it is settled. */
export function subscriptions({ test }: Suite<TransportBench>): void {
  test('takes nothing after its close, which can be repeated', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.within('close', inbox.subscription.close())
    await bench.within('close', inbox.subscription.close())
    await bench.publish(transport, queueName)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 0)
    await bench.until('the message waits and nobody consumes', async () => {
      const info = await transport.queueInfo(queueName)
      return info?.ready === 1 && info.consumers === 0
    })
  })

  test('lets what it was given be settled after its close', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publishTexts(transport, queueName, ['1', '2'])
    const inbox = await bench.inbox(transport, queueName, { prefetch: 2 })
    await inbox.waitFor(2)
    await bench.within('close of the subscription', inbox.subscription.close())
    const [first, second] = inbox.deliveries
    assert.equal(first?.isStale, false)
    first.ack()
    await bench.quiet(transport)
    await bench.within('close of the transport', transport.close())

    const next = await bench.connect()
    const later = await bench.inbox(next, queueName)
    const again = await later.waitFor(1)
    await bench.quiet(next)
    assert.deepEqual(later.messageIds, [second?.messageId], 'only what was not settled comes again')
    assert.equal(again.redelivered, true)
    again.ack()
  })
}
