import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import { textOf, type TransportBench } from './transport-bench.js'

const HEADERS = {
  'x-text': 'zażółć gęślą 中文 🐇',
  'x-empty': '',
  'x-count': 3,
  'x-negative': -70_000,
  'x-large': 2 ** 40,
  'x-fraction': 0.25,
  'x-true': true,
  'x-false': false,
  'x-null': null,
}

/** A resolved publish is a promise that the message is there, whole. */
export function publishing({ test }: Suite<TransportBench>): void {
  test('keeps a message that was published before anybody consumed', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const sent = await bench.publish(transport, queueName)
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    const delivery = await inbox.waitFor(1)
    assert.equal(delivery.messageId, sent.messageId)
    assert.equal(delivery.queueName, queueName)
    assertSameBytes(delivery.body, sent.body)
  })

  test('carries headers unchanged: unicode, numbers, booleans, null', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.publish(transport, queueName, { headers: HEADERS })
    const { headers } = await inbox.waitFor(1)
    for (const [name, value] of Object.entries(HEADERS)) {
      assert.equal(headers[name], value, `header ${name}`)
    }
  })

  test('carries content type and encoding, correlation id and reply address unchanged', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    const properties = {
      contentType: 'application/vnd.arq+json; charset=utf-8',
      contentEncoding: 'gzip',
      correlationId: 'job 1/ü',
      replyTo: 'conformance.reply.somewhere',
    }
    await bench.publish(transport, queueName, properties)
    const { contentType, contentEncoding, correlationId, replyTo } = await inbox.waitFor(1)
    assert.deepEqual({ contentType, contentEncoding, correlationId, replyTo }, properties)
  })

  test('leaves absent what was not given', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.publish(transport, queueName)
    const delivery = await inbox.waitFor(1)
    assert.equal(delivery.contentType, undefined)
    assert.equal(delivery.contentEncoding, undefined)
    assert.equal(delivery.correlationId, undefined)
    assert.equal(delivery.replyTo, undefined)
  })

  test('hands out a fresh message as not redelivered and not stale', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName)
    await bench.publish(transport, queueName)
    const delivery = await inbox.waitFor(1)
    assert.equal(delivery.redelivered, false)
    assert.equal(delivery.isStale, false)
    delivery.ack()
  })

  test('carries an empty body', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    await bench.publish(transport, queueName, { body: new Uint8Array() })
    assert.equal((await inbox.waitFor(1)).body.byteLength, 0)
  })

  test('carries a body of 1 MiB and every value of a byte', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack' })
    const body = Uint8Array.from(
      { length: 1_048_576 },
      (_, index) => (index * 31 + (index >> 8)) % 256,
    )
    await bench.publish(transport, queueName, { body })
    assertSameBytes((await inbox.waitFor(1)).body, body)
  })

  test('takes 1,000 publishes at once and hands out each message exactly once', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    const inbox = await bench.inbox(transport, queueName, { settle: 'ack', prefetch: 100 })
    const messages = Array.from({ length: 1000 }, () => bench.message(queueName))
    await bench.within(
      'the confirms of 1,000 messages',
      Promise.all(messages.map((message) => transport.publish(message))),
    )
    await inbox.waitFor(messages.length)
    await bench.quiet(transport)
    assert.deepEqual(
      [...inbox.messageIds].sort(),
      messages.map(({ messageId }) => messageId).sort(),
    )
    for (const { body, messageId } of inbox.deliveries) assert.equal(textOf(body), messageId)
  })

  test('resolves a publish only when another transport finds the message there', async (bench) => {
    const sender = await bench.connect()
    const looker = await bench.connect()
    const queueName = bench.queue()
    for (let count = 1; count <= 5; count += 1) {
      await bench.publish(sender, queueName)
      await bench.until(
        () => `${queueName} has ${count} messages`,
        async () => (await looker.queueInfo(queueName))?.ready === count,
      )
    }
  })
}

export function assertSameBytes(found: Uint8Array, wanted: Uint8Array): void {
  assert.equal(found.byteLength, wanted.byteLength, 'length of the body')
  assert.equal(Buffer.compare(found, wanted), 0, 'bytes of the body')
}
