import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { SETTLE_FRAME_BYTES, writeAck, writeNack } from '../../src/wire/settle-frames.js'
import { bytesOf, CHANNEL, defs } from './amqplib-oracle.js'

/** As the broker counts them; amqplib writes those above 2^53 wrong. */
const tags = fc.oneof(
  fc.integer({ min: 1, max: 1000 }),
  fc.maxSafeInteger().filter((tag) => tag > 0),
)

const written = (write: (buffer: Buffer, offset: number) => number): string => {
  const buffer = Buffer.alloc(SETTLE_FRAME_BYTES + 1)
  expect(write(buffer, 1)).toBe(buffer.length)
  return buffer.subarray(1).toString('hex')
}

describe('the frame of a settlement', () => {
  it('has the bytes that amqplib writes, for an ack', async () => {
    await fc.assert(
      fc.asyncProperty(tags, fc.boolean(), async (deliveryTag, multiple) => {
        const bytes = await bytesOf((connection) =>
          connection.sendMethod(CHANNEL, defs['BasicAck']!, { deliveryTag, multiple }),
        )
        const frame = { channel: CHANNEL, deliveryTag, multiple }
        expect(written((buffer, at) => writeAck(buffer, frame, at))).toBe(bytes.toString('hex'))
      }),
    )
  })

  it('has the bytes that amqplib writes, for a nack', async () => {
    await fc.assert(
      fc.asyncProperty(tags, fc.boolean(), async (deliveryTag, requeue) => {
        const bytes = await bytesOf((connection) =>
          connection.sendMethod(CHANNEL, defs['BasicNack']!, {
            deliveryTag,
            multiple: false,
            requeue,
          }),
        )
        const frame = { channel: CHANNEL, deliveryTag, requeue }
        expect(written((buffer, at) => writeNack(buffer, frame, at))).toBe(bytes.toString('hex'))
      }),
    )
  })
})
