import assert from 'node:assert/strict'

import { rejectsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** A consumer never holds more than it asked for. */
export function prefetching({ test }: Suite<TransportBench>): void {
  test('hands out no more than the prefetch before one is settled', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publishTexts(transport, queueName, ['1', '2', '3', '4', '5'])
    const inbox = await bench.inbox(transport, queueName, { prefetch: 2 })
    const first = await inbox.waitFor(2)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 2, 'deliveries while two are unsettled')

    first.ack()
    await inbox.waitFor(3)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 3, 'deliveries after one was settled')
    for (const delivery of inbox.deliveries) if (delivery !== first) delivery.ack()
    await inbox.waitFor(5)
  })

  test('never exceeds the prefetch over a long run, and hands out everything', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    let unsettled = 0
    let most = 0
    const inbox = await bench.inbox(transport, queueName, {
      prefetch: 3,
      onDelivery: (delivery) => {
        unsettled += 1
        most = Math.max(most, unsettled)
        setImmediate(() => {
          unsettled -= 1
          delivery.ack()
        })
      },
    })
    const publishes = Array.from({ length: 60 }, () => transport.publish(bench.message(queueName)))
    await bench.within('60 confirms', Promise.all(publishes))
    await inbox.waitFor(60)
    assert.ok(most <= 3, `${most} unsettled deliveries at once, with a prefetch of 3`)
  })

  test('counts each consumer for itself', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const narrow = await bench.inbox(transport, queueName, { prefetch: 1 })
    const wide = await bench.inbox(transport, queueName, { prefetch: 3 })
    await bench.publishTexts(transport, queueName, ['1', '2', '3', '4', '5', '6'])
    await narrow.waitFor(1)
    await wide.waitFor(3)
    await bench.quiet(transport)
    assert.deepEqual([narrow.deliveries.length, wide.deliveries.length], [1, 3])
    for (const delivery of [...narrow.deliveries, ...wide.deliveries]) delivery.ack()
    await bench.until('the last two arrive', () => narrow.texts.length + wide.texts.length === 6)
  })

  for (const prefetch of [0, -1, 1.5, NaN, 65_536]) {
    test(`refuses a prefetch of ${prefetch}, with ARQ_CONFIG_INVALID`, async (bench) => {
      const transport = await bench.connect()
      const refused = transport.consume(bench.queue(), { prefetch }, () => undefined)
      await rejectsWith('ARQ_CONFIG_INVALID', bench.within('the refusal', refused))
    })
  }
}
