import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import { assertSameBytes } from './publishing.js'
import type { TransportBench } from './transport-bench.js'

/** A refused message is parked where a person can look at it. */
export function deadLettering({ test }: Suite<TransportBench>): void {
  test('parks what is refused in the dead letter queue, byte for byte', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const headers = { 'x-kept': 'ja', 'x-count': 3 }
    const sent = await bench.publish(transport, queueName, { headers, contentType: 'text/plain' })
    const inbox = await bench.inbox(transport, queueName)
    const parked = await bench.inbox(transport, transport.deadLetterQueueOf(queueName))
    ;(await inbox.waitFor(1)).nack({ requeue: false })
    const dead = await parked.waitFor(1)
    assert.equal(dead.messageId, sent.messageId)
    assert.deepEqual({ ...dead.headers }, headers)
    assert.equal(dead.contentType, 'text/plain')
    assertSameBytes(dead.body, sent.body)
    dead.ack()
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 1, 'what is parked does not come back')
  })
}
