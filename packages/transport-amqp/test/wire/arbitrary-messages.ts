import fc from 'fast-check'

import type { MessageProperties } from '../../src/wire/message-properties.js'

/** Texts with characters of one to four bytes. */
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ maxLength, unit: fc.constantFrom('a', '0', 'é', '任', '😀', '\u0000', '"') })

const tagged = fc.oneof(
  fc.record({ '!': fc.constant('timestamp'), value: fc.nat() }),
  fc.record({
    '!': fc.constant('decimal'),
    value: fc.record({ places: fc.nat(255), digits: fc.nat() }),
  }),
)

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text(20),
    fc.integer(),
    fc.maxSafeInteger(),
    // The wire has whole numbers without a sign of zero.
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    tagged,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key(), tie('value'), { maxKeys: 4 }),
  ),
}))

function key(): fc.Arbitrary<string> {
  return text(12).filter((name) => name !== '__proto__' && name !== '!')
}

/** Headers with every kind of value that amqplib gives and takes. */
export const headers = fc.dictionary(key(), value, { maxKeys: 6 })

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

export const properties: fc.Arbitrary<MessageProperties> = fc.record({
  messageId: text(40),
  headers: maybe(headers),
  deliveryMode: fc.constantFrom(1 as const, 2 as const),
  mandatory: maybe(fc.boolean()),
  contentType: maybe(text(30)),
  contentEncoding: maybe(text(30)),
  priority: maybe(fc.nat(255)),
  replyTo: maybe(text(40)),
  correlationId: maybe(text(60)),
  expiration: maybe(fc.nat().map(String)),
})

/** Bodies from nothing to several frames. */
export const body = fc
  .oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.nat(9000).map((size) => new Uint8Array(size).fill(size)),
  )
  .map((bytes) => Buffer.from(bytes))

export const routingKey = text(60)
