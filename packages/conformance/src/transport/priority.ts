import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import { bytes, type TransportBench } from './transport-bench.js'

/** Higher first where the transport says that a queue has priorities; otherwise they change nothing. */
export function priorities({ test }: Suite<TransportBench>): void {
  test('hands out by priority in a queue that has priorities, and in order in one without', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.rankedQueue()
    for (const [text, priority] of [
      ['a', 1],
      ['b', 9],
      ['c', 1],
      ['d', 5],
    ] as const) {
      await bench.publish(transport, queueName, { body: bytes(text), priority })
    }
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack', prefetch: 1 })
    await inbox.waitFor(4)
    const highest = bench.highestPriorityOf(transport, queueName)
    assert.deepEqual(inbox.texts, highest === 0 ? ['a', 'b', 'c', 'd'] : ['b', 'd', 'a', 'c'])
  })

  test('tells consumers which priority a message has, in a queue that has priorities', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.rankedQueue()
    await bench.publish(transport, queueName, { priority: 7 })
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    const delivery = await inbox.waitFor(1)
    const isWithout = bench.highestPriorityOf(transport, queueName) === 0
    assert.ok(delivery.priority === 7 || (isWithout && delivery.priority === undefined))
  })
}
