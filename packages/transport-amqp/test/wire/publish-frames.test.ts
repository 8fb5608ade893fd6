import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { MessageProperties } from '../../src/wire/message-properties.js'
import { publishBound, writePublish } from '../../src/wire/publish-frames.js'
import { bytesOf, CHANNEL, defs, FRAME_MAX } from './amqplib-oracle.js'
import { body as bodies, properties as anyProperties, routingKey } from './arbitrary-messages.js'

interface Message {
  readonly exchange: string
  readonly routingKey: string
  readonly properties: MessageProperties
  readonly body: Buffer
}

function written(message: Message): Buffer {
  const frames = { channel: CHANNEL, ...message }
  const buffer = Buffer.alloc(publishBound(frames, FRAME_MAX) + 1)
  return buffer.subarray(1, writePublish(buffer, frames, FRAME_MAX, 1))
}

const byAmqplib = (message: Message): Promise<Buffer> =>
  bytesOf((connection) => {
    const { exchange, routingKey: key, properties, body } = message
    const mandatory = properties.mandatory === true
    const fields = { ticket: undefined, exchange, routingKey: key, mandatory, immediate: false }
    connection.sendMessage(
      CHANNEL,
      defs['BasicPublish']!,
      fields,
      defs['BasicProperties']!,
      properties,
      body,
    )
  })

describe('the frames of a publish', () => {
  it('have the bytes that amqplib writes, for any message', async () => {
    const message = fc.record({
      exchange: routingKey,
      routingKey,
      properties: anyProperties,
      body: bodies,
    })
    await fc.assert(
      fc.asyncProperty(message, async (each) => {
        expect(written(each).toString('hex')).toBe((await byAmqplib(each)).toString('hex'))
      }),
      { numRuns: 300 },
    )
  })

  it('refuse a text over 255 bytes', () => {
    const properties = { messageId: 'm', deliveryMode: 2, correlationId: '任'.repeat(86) } as const
    const message = { exchange: '', routingKey: 'q', properties, body: Buffer.alloc(0) }
    expect(() => written(message)).toThrow(/255 bytes/)
  })

  it.each([FRAME_MAX - 8, FRAME_MAX - 7, 2 * (FRAME_MAX - 8)])(
    'split a body of %d bytes as amqplib does',
    async (size) => {
      const properties = { messageId: 'm', deliveryMode: 2 } as const
      const message = { exchange: '', routingKey: 'q', properties, body: Buffer.alloc(size, 'x') }
      expect(written(message).equals(await byAmqplib(message))).toBe(true)
    },
  )
})
