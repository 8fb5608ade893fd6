import assert from 'node:assert/strict'

import { rejectsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** A message goes where it was sent, and nowhere else. */
export function routing(suite: Suite<TransportBench>): void {
  const { test } = suite

  test('keeps queues apart', async (bench) => {
    const transport = await bench.connect()
    const [left, right] = [bench.queue('left'), bench.queue('right')]
    const leftInbox = await bench.inbox(transport, left, { settle: 'ack' })
    const rightInbox = await bench.inbox(transport, right, { settle: 'ack' })
    await bench.publishTexts(transport, left, ['l1', 'l2'])
    await bench.publishTexts(transport, right, ['r1'])
    await leftInbox.waitFor(2)
    await rightInbox.waitFor(1)
    await bench.quiet(transport)
    assert.deepEqual([...leftInbox.texts].sort(), ['l1', 'l2'])
    assert.deepEqual(rightInbox.texts, ['r1'])
  })

  test('reaches a consumer on another transport', async (bench) => {
    const [sender, receiver] = [await bench.connect(), await bench.connect()]
    const queueName = bench.queue()
    const inbox = await bench.inbox(receiver, queueName, { settle: 'ack' })
    const { messageId } = await bench.publish(sender, queueName)
    assert.equal((await inbox.waitFor(1)).messageId, messageId)
  })

  test('takes messages for a dead letter queue that nobody has used before', async (bench) => {
    const transport = await bench.connect()
    const queueName = transport.deadLetterQueueOf(bench.queue())
    const { messageId } = await bench.publish(transport, queueName, { kind: 'deadLetter' })
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    assert.equal((await inbox.waitFor(1)).messageId, messageId)
  })

  test('names a dead letter queue of its own for each queue', async (bench) => {
    const transport = await bench.connect()
    const [left, right] = [bench.queue('left'), bench.queue('right')]
    const names = [
      left,
      right,
      transport.deadLetterQueueOf(left),
      transport.deadLetterQueueOf(right),
    ]
    assert.equal(new Set(names).size, 4, names.join(', '))
  })

  test('rejects a reply that nobody can get, with ARQ_PUBLISH_UNROUTABLE, and goes on', async (bench) => {
    const transport = await bench.connect()
    const address = bench.queue('nobody')
    const lost = transport.publish(bench.message(address, { kind: 'reply' }))
    await rejectsWith(
      'ARQ_PUBLISH_UNROUTABLE',
      bench.within('the answer to an unroutable reply', lost),
    )
    assert.equal(await transport.queueInfo(address), undefined, 'a reply address is never declared')
    await bench.publish(transport, bench.queue())
  })

  test('tells publishes at once apart when only some are unroutable', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const address = bench.queue('nobody')
    const outcomes = await bench.within(
      'the answers to 40 publishes',
      Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          transport.publish(
            index % 4 === 3 ? bench.message(address, { kind: 'reply' }) : bench.message(queueName),
          ),
        ),
      ),
    )
    const failed = outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
    assert.deepEqual(failed, [3, 7, 11, 15, 19, 23, 27, 31, 35, 39])
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack', prefetch: 50 })
    await inbox.waitFor(30)
  })
}
