import assert from 'node:assert/strict'

import type { Transport, TransportEvent } from '@arq/core'

import { codeOf, throwsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import { bytes, type TransportBench } from './transport-bench.js'

/** A cut loses nothing: what was not settled comes again, and what was settled too late says so. */
export function lostConnection(suite: Suite<TransportBench>): void {
  const { test } = suite

  test('hands out again what was unsettled, marks the old deliveries as stale', async (bench) => {
    const { transport, queueName, inbox } = await holding(bench, ['1', '2'])
    const [first, second] = inbox.deliveries
    await bench.cutConnection(transport)
    await inbox.waitFor(4)
    assert.deepEqual([...inbox.texts.slice(2)].sort(), ['1', '2'])
    assert.deepEqual([first?.isStale, second?.isStale], [true, true])
    for (const again of inbox.deliveries.slice(2)) {
      assert.equal(again.redelivered, true)
      assert.equal(again.isStale, false)
      again.ack()
    }
    await bench.quiet(transport)
    await assertEmpty(bench, queueName)
  })

  test('gives the unsettled to a consumer on another transport', async (bench) => {
    const { transport, queueName, inbox } = await holding(bench, ['1'])
    await bench.within('close of the subscription', inbox.subscription.close())
    const other = await bench.connect()
    const otherInbox = await bench.inbox(other, queueName)
    await bench.cutConnection(transport)
    const again = await otherInbox.waitFor(1)
    assert.equal(again.redelivered, true)
    again.ack()
  })

  test('drops a settlement that comes too late, and tells of it', async (bench) => {
    const { transport, queueName, inbox } = await holding(bench, ['1', '2'])
    const events = listen(transport)
    await bench.cutConnection(transport)
    await inbox.waitFor(4)
    const [first, second, ...again] = inbox.deliveries
    first?.ack()
    second?.nack({ requeue: false })
    throwsWith('ARQ_DELIVERY_SETTLED', () => first?.ack())
    await bench.until(
      () => `two staleSettle events; there were ${JSON.stringify(events)}`,
      () => events.filter(({ type }) => type === 'staleSettle').length === 2,
    )
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'staleSettle' ? [event.queueName] : [])),
      [queueName, queueName],
    )
    // Had the late settlements reached the broker, these could not be settled any more.
    for (const delivery of again) delivery.nack({ requeue: true })
    await inbox.waitFor(6)
    for (const delivery of inbox.deliveries.slice(4)) delivery.ack()
  })

  test('does not hand out again what was acknowledged before the cut', async (bench) => {
    const { transport, inbox } = await holding(bench, ['1', '2'])
    inbox.deliveries[0]?.ack()
    await bench.quiet(transport)
    await bench.cutConnection(transport)
    const again = await inbox.waitFor(3)
    await bench.quiet(transport)
    assert.deepEqual(inbox.texts.slice(2), [inbox.texts[1]])
    again.ack()
  })

  test('tells of the loss and of being back', async (bench) => {
    const transport = await bench.connect()
    const events = listen(transport)
    await bench.cutConnection(transport)
    await bench.until(
      () => `disconnected, then connected; there was ${JSON.stringify(events)}`,
      () => {
        const types = events.map(({ type }) => type)
        const lostAt = types.indexOf('disconnected')
        return lostAt >= 0 && types.includes('connected', lostAt)
      },
    )
    const lost = events.find((event) => event.type === 'disconnected')
    assert.equal(codeOf(lost?.error), 'ARQ_CONNECTION_LOST')
  })

  test('consumes and publishes as before once it is back', async (bench) => {
    const { transport, queueName, inbox } = await holding(bench, [])
    await bench.cutConnection(transport)
    await publishWhenBack(bench, transport, queueName, 'after')
    await bench.until(
      () => `the message of after the cut; there was ${inbox.texts.join()}`,
      () => inbox.texts.includes('after'),
    )
  })

  test('loses no message whose publish was confirmed', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publish(transport, queueName)
    const messages = Array.from({ length: 300 }, () => bench.message(queueName))
    const publishing = Promise.allSettled(messages.map((message) => transport.publish(message)))
    await bench.cutConnection(transport)
    const outcomes = await bench.within('the outcome of publishes that a cut met', publishing)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.equal(codeOf(outcome.reason), 'ARQ_CONNECTION_LOST')
    }
    const confirmed = messages.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    const reader = await bench.connect()
    const inbox = await bench.inbox(reader, queueName, { settle: 'ack', prefetch: 100 })
    await bench.until(
      () => `${confirmed.length} confirmed messages; there were ${inbox.texts.length}`,
      () => {
        const found = new Set(inbox.messageIds)
        return confirmed.every(({ messageId }) => found.has(messageId))
      },
    )
  })

  test('leaves a closed subscription closed', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('closed')
    const closed = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.within('close', closed.subscription.close())
    await bench.cutConnection(transport)
    await publishWhenBack(bench, transport, queueName, 'waits')
    await bench.quiet(transport)
    assert.deepEqual(closed.texts, [])
  })
}

async function holding(bench: TransportBench, texts: readonly string[]) {
  const transport = await bench.connect()
  const queueName = bench.queue()
  await bench.publishTexts(transport, queueName, texts)
  const inbox = await bench.inbox(transport, queueName)
  if (texts.length > 0) await inbox.waitFor(texts.length)
  return { transport, queueName, inbox }
}

function listen(transport: Transport): TransportEvent[] {
  const events: TransportEvent[] = []
  transport.on((event) => events.push(event))
  return events
}

/** The cut may meet the publish itself: then its outcome is unknown, and a caller repeats it. */
async function publishWhenBack(
  bench: TransportBench,
  transport: Transport,
  queueName: string,
  text: string,
): Promise<void> {
  await bench.until(`a publish to ${queueName} after the cut`, async () => {
    try {
      await transport.publish(bench.message(queueName, { body: bytes(text) }))
      return true
    } catch (error) {
      assert.equal(codeOf(error), 'ARQ_CONNECTION_LOST')
      return false
    }
  })
}

async function assertEmpty(bench: TransportBench, queueName: string): Promise<void> {
  const reader = await bench.connect()
  await bench.until(`${queueName} is empty`, async () => {
    const info = await reader.queueInfo(queueName)
    return info?.ready === 0 && (info.unacknowledged ?? 0) === 0
  })
}
