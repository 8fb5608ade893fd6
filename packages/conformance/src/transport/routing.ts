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

  for (const [rule, name, kind] of REFUSED_NAMES) {
    test(`refuses to publish to a ${kind} queue ${rule}, with ARQ_CONFIG_INVALID, and goes on`, async (bench) => {
      const transport = await bench.connect()
      const refused = transport.publish(bench.message(name, { kind }))
      await rejectsWith('ARQ_CONFIG_INVALID', bench.within('the refusal', refused))
      await bench.publish(transport, bench.queue())
    })
  }

  for (const [rule, name, kind] of REFUSED_NAMES) {
    if (kind !== 'deadLetter') continue
    test(`refuses to consume a queue ${rule}, with ARQ_CONFIG_INVALID`, async (bench) => {
      const transport = await bench.connect()
      const refused = transport.consume(name, { prefetch: 1 }, () => undefined)
      await rejectsWith('ARQ_CONFIG_INVALID', bench.within('the refusal', refused))
    })
  }

  test('refuses to look at, and to purge, a queue of over 255 bytes, with ARQ_CONFIG_INVALID', async (bench) => {
    const transport = await bench.connect()
    const name = 'é'.repeat(128)
    await rejectsWith('ARQ_CONFIG_INVALID', transport.queueInfo(name))
    await rejectsWith('ARQ_CONFIG_INVALID', transport.purgeQueue(name))
  })
}

/** What no queue of a caller's may be called; a work queue's name leaves room for what is put around it. */
const REFUSED_NAMES = [
  ['that leaves no room for .dlq', 'x'.repeat(252), 'job'],
  ['of the library', 'arq.delay.due', 'job'],
  ['of RabbitMQ', 'amq.jobs', 'job'],
  ['without a name', '', 'job'],
  ['of over 255 bytes', 'é'.repeat(128), 'deadLetter'],
  ['with a line break', 'two\nlines', 'deadLetter'],
  ['with a lone surrogate', 'x\ud800', 'deadLetter'],
  ['of the library', 'arq.delay.due', 'deadLetter'],
  ['of RabbitMQ', 'amq.jobs', 'deadLetter'],
  ['of over 255 bytes', 'é'.repeat(128), 'reply'],
  ['of over 255 bytes', 'é'.repeat(128), 'system'],
] as const
