import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

const SHORT_MS = 200
const HOUR_MS = 3_600_000
const SYSTEM = { kind: 'system' } as const

/** A queue of the library's own keeps what it confirmed, hands it out until it is acknowledged, and lets it expire. */
export function systemQueues(
  { test }: Suite<TransportBench>,
  afterFaults: Suite<TransportBench>,
): void {
  test('keeps a message for a consumer that comes after its sender has gone', async (bench) => {
    const sender = await bench.connect()
    const queueName = bench.queue('system')
    const expiresAtMs = bench.now() + HOUR_MS
    const { messageId } = await bench.publish(sender, queueName, { ...SYSTEM, expiresAtMs })
    await bench.within('close', sender.close())
    const receiver = await bench.connect()
    const inbox = await bench.inbox(receiver, queueName, { ...SYSTEM, settle: 'ack' })
    assert.equal((await inbox.waitFor(1)).messageId, messageId)
  })

  test('hands out again what a consumer held when it went', async (bench) => {
    const [holder, other] = [await bench.connect(), await bench.connect()]
    const queueName = bench.queue('system')
    const { messageId } = await bench.publish(other, queueName, SYSTEM)
    const held = await bench.inbox(holder, queueName, SYSTEM)
    await held.waitFor(1)
    await bench.within('close', holder.close())
    const inbox = await bench.inbox(other, queueName, SYSTEM)
    const again = await inbox.waitFor(1)
    assert.equal(again.messageId, messageId)
    assert.equal(again.redelivered, true)
    again.ack()
  })

  test('hands out as often as it is given back', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('system')
    await bench.publish(transport, queueName, SYSTEM)
    const inbox = await bench.inbox(transport, queueName, SYSTEM)
    // More than the 20 times after which RabbitMQ 4 drops a message by itself.
    for (let count = 1; count <= 30; count += 1) {
      ;(await inbox.waitFor(count)).nack({ requeue: true })
    }
    ;(await inbox.waitFor(31)).ack()
  })

  test('drops a message that has expired, and keeps the others', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('system')
    const expiresAtMs = bench.now() + SHORT_MS
    await bench.publish(transport, queueName, { ...SYSTEM, expiresAtMs })
    const kept = await bench.publish(transport, queueName, SYSTEM)
    await bench.passTime(SHORT_MS)
    await bench.until(
      () => `${queueName} to hold the one that does not expire`,
      async () => (await transport.queueInfo(queueName))?.ready === 1,
    )
    const inbox = await bench.inbox(transport, queueName, { ...SYSTEM, settle: 'ack' })
    assert.equal((await inbox.waitFor(1)).messageId, kept.messageId)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 1)
  })

  test('takes a message that has expired already', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('system')
    await bench.publish(transport, queueName, { ...SYSTEM, expiresAtMs: bench.now() - HOUR_MS })
    await bench.until(
      () => `${queueName} to be empty`,
      async () => (await transport.queueInfo(queueName))?.ready === 0,
    )
  })

  test('has no dead letter queue: what is refused is gone', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('system')
    await bench.publish(transport, queueName, SYSTEM)
    const inbox = await bench.inbox(transport, queueName, SYSTEM)
    ;(await inbox.waitFor(1)).nack({ requeue: false })
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 1)
    const deadLetters = transport.deadLetterQueueOf(queueName)
    assert.equal(await transport.queueInfo(deadLetters), undefined, deadLetters)
  })

  afterFaults.test('keeps a message, and its consumer, over a lost connection', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('system')
    const inbox = await bench.inbox(transport, queueName, SYSTEM)
    const { messageId } = await bench.publish(transport, queueName, SYSTEM)
    await inbox.waitFor(1)
    await bench.cutConnection(transport)
    const again = await inbox.waitFor(2)
    assert.equal(again.messageId, messageId)
    assert.equal(again.redelivered, true)
    again.ack()
  })
}
