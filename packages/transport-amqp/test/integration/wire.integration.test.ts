import { describe, expect, it } from '@jest/globals'
import { connect } from 'amqplib'

import { lookInside } from '../../src/wire/amqplib-internals.js'
import { SettleLinks } from '../../src/wire/settle-links.js'
import { useBroker } from '../broker-bench.js'
import { Inbox, jobMessage } from '../transport-bench.js'

describe('the wire', () => {
  const bench = useBroker()

  it('finds in the pinned amqplib what it looks for, so that fast is not plain unnoticed', async () => {
    const connection = await connect(bench.host.url)
    try {
      const inside = lookInside(await connection.createChannel())
      expect(inside?.number).toBe(1)
      expect(inside?.connection.frameMax).toBeGreaterThan(4096)
    } finally {
      await connection.close()
    }
  })

  it('settles on many channels in one write, and sends nothing on one that is closing', async () => {
    const connection = await connect(bench.host.url)
    const links = new SettleLinks()
    const openChannel = async () => {
      const channel = await connection.createConfirmChannel()
      const inside = lookInside(channel)
      await channel.assertQueue('settled', { durable: true })
      channel.sendToQueue('settled', Buffer.from('x'))
      await channel.waitForConfirms()
      const got = await channel.get('settled')
      if (!got) throw new Error('it did not come')
      return { channel, link: links.open(channel), inside, tag: got.fields.deliveryTag }
    }
    try {
      const acked = await openChannel()
      const closed = await openChannel()
      const givenBack = await openChannel()
      const writes: number[] = []
      const { stream } = acked.inside!.connection
      const write = stream.write.bind(stream)
      stream.write = (bytes) => {
        writes.push(bytes.length)
        return write(bytes)
      }
      acked.link.ack(acked.tag, true)
      closed.link.ack(closed.tag, false)
      const closing = closed.channel.close()
      expect(() => closed.link.ack(closed.tag, false)).toThrow('closed')
      await closing
      expect(writes[0]).toBe(2 * 21)
      givenBack.link.nack(givenBack.tag, true)
      await givenBack.channel.close()
      expect(await acked.channel.checkQueue('settled')).toMatchObject({ messageCount: 1 })
    } finally {
      await connection.close()
    }
  })

  it.each(['fast', 'plain'] as const)(
    'carries every property and a body of many frames unchanged: %s',
    async (wire) => {
      const transport = await bench.open({ wire })
      const inbox = new Inbox()
      const body = '任务'.repeat(100_000)
      const queueName = `wire-${wire}`
      const more = {
        headers: {
          'x-retry-count': 2,
          text: 'é',
          flag: true,
          nothing: null,
          pi: 3.14,
          nested: { list: ['a', 1, { deep: '深' }], empty: {}, none: [] },
        },
        messageId: 'm-1',
        contentType: 'application/json',
        contentEncoding: 'identity',
        priority: 3,
        replyTo: 'somewhere',
        correlationId: '任-1',
      }
      await transport.publish(jobMessage(queueName, body, more))
      await transport.consume(queueName, { prefetch: 10 }, inbox.take)
      const [delivery] = await inbox.until(1)
      expect(inbox.texts).toEqual([body])
      expect({ ...more, headers: delivery?.headers }).toEqual(more)
      for (const name of Object.keys(more) as (keyof typeof more)[]) {
        expect(delivery?.[name]).toEqual(more[name])
      }
    },
  )

  it.each([
    ['texts', 'wire-other'],
    ['lists', ['wire-other']],
  ])(
    'keeps CC, BCC and x-delay of a message from the broker, given as %s',
    async (_form, other) => {
      const transport = await bench.open()
      const listening = await transport.consume('wire-other', { prefetch: 1 }, () => undefined)
      await listening.close()
      const headers = { CC: other, BCC: other, 'x-delay': 60_000, mine: 'kept' }
      await Promise.all([
        transport.publish(jobMessage('wire-cc', 'x', { headers })),
        transport.publish(jobMessage('wire-cc', 'y')),
      ])
      const inbox = new Inbox()
      await transport.consume('wire-cc', { prefetch: 2 }, inbox.take)
      const deliveries = await inbox.until(2)
      const copied = deliveries.find((delivery) => Buffer.from(delivery.body).toString() === 'x')
      expect(copied?.headers).toEqual({ mine: 'kept' })
      expect(await transport.queueInfo('wire-other')).toMatchObject({ ready: 0 })
    },
  )

  it('rejects a message whose properties cannot be carried, and goes on', async () => {
    const transport = await bench.open()
    const tooLong = jobMessage('wire-odd', 'x', { correlationId: 'x'.repeat(256) })
    await expect(transport.publish(tooLong)).rejects.toMatchObject({ code: 'ARQ_ENCODE_FAILED' })
    await transport.publish(jobMessage('wire-odd', 'x'))
    expect((await transport.queueInfo('wire-odd'))?.ready).toBe(1)
  })
})
