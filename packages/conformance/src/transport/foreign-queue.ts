import assert from 'node:assert/strict'

import { rejectsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import { assertSameBytes } from './publishing.js'
import { bytes, type TransportBench } from './transport-bench.js'

const FOREIGN = { kind: 'foreign' } as const

/** A queue that somebody else has made is consumed as it is: neither declared nor changed. */
export function foreignQueues(
  { test }: Suite<TransportBench>,
  afterFaults: Suite<TransportBench>,
): void {
  test('hands out what others put there, with all that came with it', async (bench) => {
    const transport = await bench.connect()
    const queueName = await bench.othersQueue()
    const inbox = await bench.inbox(transport, queueName, FOREIGN)
    const body = Uint8Array.of(0xff, 0x00, 0x7b)
    await bench.putByOthers(queueName, { body, headers: { tenant: 'acme' }, messageId: 'm-1' })
    const delivery = await inbox.waitFor(1)
    assertSameBytes(delivery.body, body)
    assert.deepEqual(
      [delivery.queueName, delivery.messageId, delivery.redelivered],
      [queueName, 'm-1', false],
    )
    assert.equal(delivery.foreign?.headers['tenant'], 'acme')
    assert.equal(delivery.foreign.routingKey, queueName)
    delivery.ack()
  })

  test('rejects a queue that is not there with ARQ_QUEUE_NOT_FOUND, and does not make it', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('absent')
    const options = { ...FOREIGN, prefetch: 1 }
    const refused = transport.consume(queueName, options, () => undefined)
    await rejectsWith('ARQ_QUEUE_NOT_FOUND', bench.within('the refusal', refused))
    assert.equal(await transport.queueInfo(queueName), undefined)
    // It goes on: the same transport consumes one that is there.
    const there = await bench.othersQueue()
    const inbox = await bench.inbox(transport, there, { ...FOREIGN, settle: 'ack' })
    await bench.putByOthers(there)
    await inbox.waitFor(1)
  })

  test('makes nothing of its own beside the queue', async (bench) => {
    const transport = await bench.connect()
    const queueName = await bench.othersQueue()
    const before = await transport.queueInfo(queueName)
    const inbox = await bench.inbox(transport, queueName, { ...FOREIGN, settle: 'ack' })
    await bench.putByOthers(queueName)
    await inbox.waitFor(1)
    await bench.within('close of a subscription', inbox.subscription.close())
    assert.equal((await transport.queueInfo(queueName))?.type, before?.type)
    assert.equal(await transport.queueInfo(transport.deadLetterQueueOf(queueName)), undefined)
  })

  test('forgets what was acknowledged or refused, and hands out again what was given back', async (bench) => {
    const transport = await bench.connect()
    const queueName = await bench.othersQueue()
    const inbox = await bench.inbox(transport, queueName, FOREIGN)
    for (const text of ['ack', 'refuse', 'give back']) {
      await bench.putByOthers(queueName, { body: bytes(text) })
    }
    await inbox.waitFor(3)
    const [first, second, third] = inbox.deliveries
    first?.ack()
    second?.nack({ requeue: false })
    third?.nack({ requeue: true })
    const again = await inbox.waitFor(4)
    assert.equal(inbox.texts[3], 'give back')
    assert.equal(again.redelivered, true)
    const returns = again.foreign?.returns
    // Not every broker counts, nor what was given back in order.
    assert.ok(returns === undefined || returns <= 1, `came back ${String(returns)} times`)
    again.ack()
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 4)
  })

  test('hands out no more than the prefetch before one is settled', async (bench) => {
    const transport = await bench.connect()
    const queueName = await bench.othersQueue()
    for (let count = 0; count < 3; count += 1) await bench.putByOthers(queueName)
    const inbox = await bench.inbox(transport, queueName, { ...FOREIGN, prefetch: 2 })
    const first = await inbox.waitFor(2)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 2, 'deliveries while two are unsettled')
    first.ack()
    await inbox.waitFor(3)
    for (const delivery of inbox.deliveries) if (delivery !== first) delivery.ack()
  })

  test('takes no more after its close; what was handed out can still be settled', async (bench) => {
    const transport = await bench.connect()
    const queueName = await bench.othersQueue()
    const inbox = await bench.inbox(transport, queueName, { ...FOREIGN, prefetch: 1 })
    await bench.putByOthers(queueName)
    const held = await inbox.waitFor(1)
    await bench.within('close of a subscription', inbox.subscription.close())
    await bench.putByOthers(queueName)
    held.ack()
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 1)
    const next = await bench.inbox(transport, queueName, { ...FOREIGN, settle: 'ack' })
    assert.equal((await next.waitFor(1)).redelivered, false)
  })

  afterFaults.test('goes on after a lost connection, with what was unsettled', async (bench) => {
    const transport = await bench.connect()
    const queueName = await bench.othersQueue()
    const inbox = await bench.inbox(transport, queueName, FOREIGN)
    await bench.putByOthers(queueName, { body: bytes('held') })
    const held = await inbox.waitFor(1)
    await bench.cutConnection(transport)
    const again = await inbox.waitFor(2)
    assert.deepEqual([held.isStale, again.redelivered, inbox.texts[1]], [true, true, 'held'])
    again.ack()
    await bench.putByOthers(queueName, { body: bytes('new') })
    const fresh = await inbox.waitFor(3)
    assert.equal(inbox.texts[2], 'new')
    fresh.ack()
  })
}
