import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** A consumer can rest, go on, and end; what it holds stays its own until it is settled. */
export function subscriptions({ test }: Suite<TransportBench>): void {
  test('takes nothing while paused and everything after it resumes', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.publish(transport, queueName)
    await inbox.waitFor(1)
    await bench.within('pause', inbox.subscription.pause())
    await bench.publishTexts(transport, queueName, ['2', '3'])
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 1, 'deliveries while paused')
    await bench.within('resume', inbox.subscription.resume())
    await inbox.waitFor(3)
  })

  test('pauses twice and resumes twice without complaint', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.within('pause', inbox.subscription.pause())
    await bench.within('pause', inbox.subscription.pause())
    await bench.within('resume', inbox.subscription.resume())
    await bench.within('resume', inbox.subscription.resume())
    await bench.publish(transport, queueName)
    await inbox.waitFor(1)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 1)
  })

  test('settles while paused what was handed out before', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publishTexts(transport, queueName, ['1', '2'])
    const inbox = await bench.inbox(transport, queueName, { prefetch: 2 })
    await inbox.waitFor(2)
    await bench.within('pause', inbox.subscription.pause())
    const [first, second] = inbox.deliveries
    assert.deepEqual([first?.isStale, second?.isStale], [false, false])
    first?.ack()
    second?.nack({ requeue: true })
    const other = await bench.inbox(transport, queueName)
    const again = await other.waitFor(1)
    assert.equal(again.messageId, second?.messageId)
    again.ack()
    await bench.quiet(transport)
    assert.deepEqual([inbox.texts.length, other.texts.length], [2, 1])
  })

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
