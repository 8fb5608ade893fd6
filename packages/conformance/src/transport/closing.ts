import assert from 'node:assert/strict'

import { rejectsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** Closing finishes what was begun and gives back what was not. */
export function closing({ test }: Suite<TransportBench>): void {
  test('finishes the publishes that are under way before it closes', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const messages = Array.from({ length: 100 }, () => bench.message(queueName))
    const publishing = Promise.allSettled(messages.map((each) => transport.publish(each)))
    await bench.within('close', transport.close())
    const outcomes = await bench.within('the outcome of 100 publishes', publishing)
    const failures = outcomes.filter(({ status }) => status === 'rejected')
    assert.deepEqual(failures, [], 'publishes that were lost by the close')

    const next = await bench.connect()
    const inbox = await bench.inbox(next, queueName, { settle: 'ack', prefetch: 100 })
    await inbox.waitFor(100)
  })

  test('gives what was unsettled to another transport', async (bench) => {
    const [closing, other] = [await bench.connect(), await bench.connect()]
    const queueName = bench.queue()
    await bench.publishTexts(closing, queueName, ['1', '2', '3'])
    const inbox = await bench.inbox(closing, queueName)
    await inbox.waitFor(3)
    const otherInbox = await bench.inbox(other, queueName)
    await bench.within('close', closing.close())
    await otherInbox.waitFor(3)
    assert.deepEqual([...otherInbox.texts].sort(), ['1', '2', '3'])
    for (const delivery of otherInbox.deliveries) {
      assert.equal(delivery.redelivered, true)
      delivery.ack()
    }
    assert.ok(
      inbox.deliveries.every(({ isStale }) => isStale),
      'the old deliveries are stale',
    )
  })

  test('hands out nothing after its close', async (bench) => {
    const [closing, other] = [await bench.connect(), await bench.connect()]
    const queueName = bench.queue()
    const inbox = await bench.inbox(closing, queueName, { settle: 'ack' })
    await bench.within('close', closing.close())
    await bench.publish(other, queueName)
    await bench.quiet(other)
    assert.equal(inbox.deliveries.length, 0)
  })

  test('refuses every use after its close with ARQ_CLOSED', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.within('close', transport.close())
    const uses: Readonly<Record<string, () => Promise<unknown>>> = {
      publish: () => transport.publish(bench.message(queueName)),
      consume: () => transport.consume(queueName, { prefetch: 1 }, () => undefined),
      queueInfo: () => transport.queueInfo(queueName),
      purgeQueue: () => transport.purgeQueue(queueName),
    }
    for (const [name, use] of Object.entries(uses)) {
      await rejectsWith('ARQ_CLOSED', bench.within(`an answer to ${name}`, use()))
    }
  })
}
