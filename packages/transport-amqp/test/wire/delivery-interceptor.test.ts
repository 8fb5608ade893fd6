import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { AmqplibConnection } from '../../src/wire/amqplib-internals.js'
import { DeliveryInterceptor } from '../../src/wire/delivery-interceptor.js'
import type { ReceivedMessage } from '../../src/wire/received-message.js'
import { bytesOf, CHANNEL, defs, oracleConnection } from './amqplib-oracle.js'
import { body as bodies, properties as anyProperties } from './arbitrary-messages.js'

const FOREIGN_CHANNEL = 1

interface Sent {
  readonly channel: number
  readonly deliveryTag: number
  readonly redelivered: boolean
  readonly properties: object
  readonly body: Buffer
}

const deliveries = (all: readonly Sent[]): Promise<Buffer> =>
  bytesOf((connection) => {
    for (const { channel, deliveryTag, redelivered, properties, body } of all) {
      const fields = {
        consumerTag: 'ctag',
        deliveryTag,
        redelivered,
        exchange: '',
        routingKey: 'q',
      }
      connection.sendMessage(
        channel,
        defs['BasicDeliver']!,
        fields,
        defs['BasicProperties']!,
        properties,
        body,
      )
    }
  })

/** Cuts at these places, taken modulo its length. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  const ends = [...cuts, bytes.length]
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
}

interface Seen {
  readonly messages: ReceivedMessage[]
  /** What was left to amqplib. */
  readonly frames: unknown[]
  readonly errors: Error[]
}

/** What comes of chunks that arrive one by one. */
async function receive(chunks: readonly Buffer[]): Promise<Seen> {
  const seen: Seen = { messages: [], frames: [], errors: [] }
  const { connection, stream } = oracleConnection()
  connection.on('frameError', (error) => seen.errors.push(error))
  connection.accept = (frame) => seen.frames.push(frame)
  // It has all that the wire looks for: `lookInside` says so of a real channel in the integration tests.
  const inside = connection as unknown as AmqplibConnection
  new DeliveryInterceptor(inside).intercept(CHANNEL, (message) => seen.messages.push(message))
  connection.acceptLoop()
  for (const chunk of chunks) {
    stream.write(chunk)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return seen
}

const sent: fc.Arbitrary<Sent> = fc.record({
  channel: fc.constantFrom(CHANNEL, CHANNEL, FOREIGN_CHANNEL),
  deliveryTag: fc.integer({ min: 1, max: 2 ** 40 }),
  redelivered: fc.boolean(),
  properties: anyProperties,
  body: bodies,
})

const ofChannel = (all: readonly Sent[], channel: number): readonly Sent[] =>
  all.filter((each) => each.channel === channel)

const NAMES = ['contentType', 'contentEncoding', 'priority', 'replyTo', 'correlationId'] as const

describe('the interceptor of deliveries', () => {
  it('gives each message of its channel, however the bytes are cut, and leaves the rest to amqplib', async () => {
    const cuts = fc.array(fc.nat(40_000), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { maxLength: 5 }), cuts, async (all, places) => {
        const { messages, frames, errors } = await receive(cut(await deliveries(all), places))
        expect(errors).toEqual([])
        const own = ofChannel(all, CHANNEL)
        expect(messages.map(({ body }) => body.toString('hex'))).toEqual(
          own.map(({ body }) => body.toString('hex')),
        )
        for (const [index, message] of messages.entries()) {
          const { deliveryTag, redelivered, properties } = own[index]!
          expect(message).toMatchObject({ deliveryTag, redelivered })
          for (const name of [...NAMES, 'messageId', 'headers'] as const) {
            expect(message.properties[name]).toEqual(Reflect.get(properties, name))
          }
        }
        const methods = frames.filter(
          (frame) => Reflect.get(frame as object, 'fields') && isMethod(frame),
        )
        expect(methods).toHaveLength(ofChannel(all, FOREIGN_CHANNEL).length)
      }),
      { numRuns: 60 },
    )
  })

  it('takes a message that comes byte by byte', async () => {
    const one = {
      ...{ channel: CHANNEL, deliveryTag: 7, redelivered: true },
      ...{ properties: { messageId: 'm', headers: { a: 1 } }, body: Buffer.from('任务') },
    }
    const bytes = await deliveries([one])
    const { messages } = await receive([...bytes].map((byte) => Buffer.from([byte])))
    expect(messages).toHaveLength(1)
    expect(messages[0]?.body.toString()).toBe('任务')
    expect(messages[0]?.properties.headers).toEqual({ a: 1 })
  })

  it('ends in a message or in an error for any damaged bytes, and never throws past amqplib', async () => {
    const damage = fc.array(fc.tuple(fc.nat(40_000), fc.nat(255)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: 1, maxLength: 3 }),
        damage,
        async (all, hits) => {
          const bytes = Buffer.from(await deliveries(all))
          for (const [place, value] of hits) bytes[place % bytes.length] = value
          const { messages } = await receive([bytes])
          expect(messages.length).toBeLessThanOrEqual(all.length)
          // Reading what was damaged gives a value or nothing.
          for (const { properties } of messages) {
            const readAll = (): unknown =>
              [...NAMES, 'headers' as const].map((name) => properties[name])
            expect(readAll).not.toThrow()
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('leaves a frame without its end mark to amqplib, which ends the connection', async () => {
    const body = Buffer.from('four')
    const one = { channel: CHANNEL, deliveryTag: 1, redelivered: false, properties: {}, body }
    const bytes = Buffer.from(await deliveries([one]))
    bytes[bytes.length - 1] = 0
    const { messages, errors } = await receive([bytes])
    expect(messages).toEqual([])
    expect(errors.map(({ message }) => message)).toEqual(['Invalid frame'])
  })

  it('leaves a frame over the limit to amqplib, which ends the connection', async () => {
    const head = Buffer.from([3, 0, CHANNEL, 0x7f, 0xff, 0xff, 0xff, 0])
    const { errors } = await receive([head])
    expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/exceeds/)])
  })
})

const isMethod = (frame: unknown): boolean =>
  Reflect.get(frame as object, 'id') === defs['BasicDeliver']
