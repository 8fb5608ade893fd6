import assert from 'node:assert/strict'

import type { Delivery } from '@arq/core'

import { throwsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import { assertSameBytes } from './publishing.js'
import type { TransportBench } from './transport-bench.js'

/** Each delivery is settled once. */
export function settling({ test }: Suite<TransportBench>): void {
  test('forgets what was acknowledged', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publish(transport, queueName)
    const inbox = await bench.inbox(transport, queueName)
    ;(await inbox.waitFor(1)).ack()
    await bench.quiet(transport)
    await bench.within('close', transport.close())

    const next = await bench.connect()
    const later = await bench.inbox(next, queueName)
    await bench.quiet(next)
    assert.equal(later.deliveries.length, 0)
  })

  test('hands out again, as redelivered, what was given back', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const sent = await bench.publish(transport, queueName, { headers: { 'x-kept': 'yes' } })
    const inbox = await bench.inbox(transport, queueName)
    ;(await inbox.waitFor(1)).nack({ requeue: true })
    const again = await inbox.waitFor(2)
    assert.equal(again.redelivered, true)
    assert.equal(again.messageId, sent.messageId)
    assert.equal(again.headers['x-kept'], 'yes')
    assertSameBytes(again.body, sent.body)
    again.ack()
  })

  test('settles deliveries in any order', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publishTexts(transport, queueName, ['1', '2', '3', '4'])
    const inbox = await bench.inbox(transport, queueName, { prefetch: 4 })
    await inbox.waitFor(4)
    const [first, second, third, fourth] = inbox.deliveries
    third?.ack()
    first?.ack()
    fourth?.nack({ requeue: true })
    const again = await inbox.waitFor(5)
    assert.equal(again.messageId, fourth?.messageId)
    again.ack()
    second?.ack()
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 5)
  })

  const settlements: Readonly<Record<string, (delivery: Delivery) => void>> = {
    ack: (delivery) => delivery.ack(),
    'nack with requeue': (delivery) => delivery.nack({ requeue: true }),
    'nack without requeue': (delivery) => delivery.nack({ requeue: false }),
  }
  for (const [firstName, first] of Object.entries(settlements)) {
    test(`throws ARQ_DELIVERY_SETTLED when settled again after ${firstName}`, async (bench) => {
      const transport = await bench.connect()
      const queueName = bench.queue()
      await bench.publish(transport, queueName)
      const inbox = await bench.inbox(transport, queueName)
      const delivery = await inbox.waitFor(1)
      first(delivery)
      for (const second of Object.values(settlements)) {
        throwsWith('ARQ_DELIVERY_SETTLED', () => second(delivery))
      }
      // The defect must stay where it is: the consumer goes on.
      await bench.publish(transport, queueName)
      await inbox.waitFor(2)
      for (const other of inbox.deliveries.slice(1)) other.ack()
    })
  }
}
