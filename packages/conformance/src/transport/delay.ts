import assert from 'node:assert/strict'

import type { DelayRange } from '@arq/core'

import type { Suite } from '../harness.js'
import { bytes, type TransportBench } from './transport-bench.js'

const SHORT_MS = 150
const HOUR_MS = 3_600_000

/** A message with a moment is handed out then: late by the way's length, never early. */
export function delays({ test }: Suite<TransportBench>, { grainMs, longestMs }: DelayRange): void {
  const shortMs = Math.max(SHORT_MS, 2 * grainMs)
  const longMs = Math.min(HOUR_MS, longestMs)
  /** What the transport may be late by its own grain. */
  const lateMs = grainMs - 1

  test('hands out a delayed message when it is due and never early', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const arrivedAtMs: number[] = []
    const inbox = await bench.inbox(transport, queueName, {
      settle: 'ack',
      onDelivery: () => arrivedAtMs.push(bench.now()),
    })
    const dueAtMs = bench.now() + shortMs
    const sent = await bench.publish(transport, queueName, {
      dueAtMs,
      headers: { 'x-kept': 'yes' },
      correlationId: 'kept',
    })
    await bench.passTime(shortMs - 1)
    await bench.passTime(1 + lateMs)
    const delivery = await inbox.waitFor(1)
    const [arrival = 0] = arrivedAtMs
    assert.ok(arrival >= dueAtMs, `arrived ${dueAtMs - arrival} ms early`)
    assert.equal(delivery.messageId, sent.messageId)
    assert.equal(delivery.queueName, queueName)
    assert.equal(delivery.headers['x-kept'], 'yes')
    assert.equal(delivery.correlationId, 'kept')
  })

  test('counts what waits for its time, where the broker tells', async (bench) => {
    const transport = await bench.connect()
    const before = await transport.delayedMessages?.()
    await bench.publish(transport, bench.queue(), { dueAtMs: bench.now() + longMs })
    if (before === undefined) return
    await bench.until('one more waits', async () => {
      return (await transport.delayedMessages?.()) === before + 1
    })
  })

  test('is never early for any of many delays at once', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const dueAtMs = new Map<string | undefined, number>()
    const earlyByMs: number[] = []
    const inbox = await bench.inbox(transport, queueName, {
      settle: 'ack',
      prefetch: 100,
      onDelivery: ({ messageId }) =>
        earlyByMs.push((dueAtMs.get(messageId) ?? Infinity) - bench.now()),
    })
    const startMs = bench.now()
    const messages = Array.from({ length: 60 }, (_, index) =>
      bench.message(queueName, { dueAtMs: startMs + ((index * 37) % 400) }),
    )
    for (const { messageId, dueAtMs: due = 0 } of messages) dueAtMs.set(messageId, due)
    await bench.within('60 confirms', Promise.all(messages.map((each) => transport.publish(each))))
    for (let passed = 0; passed < 400; passed += 25) await bench.passTime(25)
    await bench.passTime(lateMs)
    await inbox.waitFor(messages.length)
    const earliest = Math.max(...earlyByMs)
    assert.ok(earliest <= 0, `one arrived ${earliest} ms early`)
    assert.equal(new Set(inbox.messageIds).size, messages.length)
  })

  test('does not let a short delay wait behind a long one', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    const nowMs = bench.now()
    await bench.publish(transport, queueName, { dueAtMs: nowMs + longMs })
    const short = await bench.publish(transport, queueName, { dueAtMs: nowMs + shortMs })
    await bench.passTime(shortMs + lateMs)
    assert.equal((await inbox.waitFor(1)).messageId, short.messageId)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 1, 'the long one is not there yet')
  })

  test('hands out in the order of the moments, whatever the order of publishing', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    const startMs = bench.now()
    for (const step of [3, 1, 4, 2]) {
      const dueAtMs = startMs + step * shortMs
      await bench.publish(transport, queueName, { dueAtMs, body: bytes(`step ${step}`) })
    }
    for (let step = 1; step <= 4; step += 1) await bench.passTime(shortMs)
    await bench.passTime(lateMs)
    await inbox.waitFor(4)
    assert.deepEqual(inbox.texts, ['step 1', 'step 2', 'step 3', 'step 4'])
  })

  test('hands out each of many that are due in one moment exactly once', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack', prefetch: 100 })
    const dueAtMs = bench.now() + shortMs
    const messages = Array.from({ length: 500 }, () => bench.message(queueName, { dueAtMs }))
    await bench.within('500 confirms', Promise.all(messages.map((each) => transport.publish(each))))
    await bench.passTime(shortMs + lateMs)
    await inbox.waitFor(messages.length)
    await bench.quiet(transport)
    const wanted = messages.map(({ messageId }) => messageId).sort()
    assert.deepEqual([...inbox.messageIds].sort(), wanted)
  })

  test('hands out at once what is due now or was due before', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.publish(transport, queueName, { dueAtMs: bench.now() })
    await inbox.waitFor(1)
    await bench.publish(transport, queueName, { dueAtMs: bench.now() - longMs })
    await inbox.waitFor(2)
  })

  test('holds no undelayed message back', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.publish(transport, queueName, { dueAtMs: bench.now() + longMs })
    const undelayed = await bench.publish(transport, queueName)
    assert.equal((await inbox.waitFor(1)).messageId, undelayed.messageId)
  })

  test('keeps a delayed message when the transport that sent it closes', async (bench) => {
    const sender = await bench.connect()
    const queueName = bench.queue()
    const dueAtMs = bench.now() + shortMs
    const { messageId } = await bench.publish(sender, queueName, { dueAtMs })
    await bench.within('close', sender.close())
    const receiver = await bench.connect()
    let arrivedAtMs = 0
    const inbox = await bench.inbox(receiver, queueName, {
      settle: 'ack',
      onDelivery: () => (arrivedAtMs = bench.now()),
    })
    await bench.passTime(shortMs + lateMs)
    assert.equal((await inbox.waitFor(1)).messageId, messageId)
    assert.ok(arrivedAtMs >= dueAtMs, `arrived ${dueAtMs - arrivedAtMs} ms early`)
  })
}
