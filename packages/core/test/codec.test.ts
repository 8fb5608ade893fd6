import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { compressBody, decodeBody } from '../src/wire/body-encoding.js'
import { jsonCodec } from '../src/wire/codec.js'

const bytes = (text: string) => Buffer.from(text)
const refused = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('the JSON codec', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__'))
        expect(jsonCodec.decode(jsonCodec.encode(value))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('writes UTF-8 without a mark', () => {
    expect(Buffer.from(jsonCodec.encode('✗')).toString('hex')).toBe('22e29c9722')
    expect(jsonCodec.contentType).toBe('application/json')
  })

  it.each<[string, Uint8Array, string]>([
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe, 0x00]), 'not_utf8'],
    ['half a character', Buffer.from([0x22, 0xe2, 0x9c, 0x22]), 'not_utf8'],
    ['text that is not JSON', bytes('{not json'), 'not_json'],
    ['no bytes', bytes(''), 'not_json'],
    ['Python’s NaN', bytes('{"a": NaN}'), 'not_json'],
    ['two documents', bytes('{} {}'), 'not_json'],
  ])('refuses %s', (_words, body, reason) => {
    expect(refused(() => jsonCodec.decode(body))).toMatchObject({
      name: 'SerializationError',
      code: 'ARQ_DECODE_FAILED',
      details: { reason },
    })
  })

  it.each([
    '{"a": {"__proto__": {"admin": true}, "b": 1}}',
    '{"a": {"\\u005f_proto__": {"admin": true}, "b": 1}}',
    '{"a": {"\\u005F\\u005fproto\\u005f_": {"admin": true}, "b": 1}}',
  ])('drops the prototype key of %s', (text) => {
    const { a } = jsonCodec.decode(bytes(text)) as { a: Record<string, unknown> }
    expect(Object.keys(a)).toEqual(['b'])
    const copy: Record<string, unknown> = {}
    for (const key of Object.keys(a)) copy[key] = a[key]
    expect(copy['admin']).toBeUndefined()
  })

  it('keeps the words __proto__ where they are no key', () => {
    expect(jsonCodec.decode(bytes('{"a": "__proto__"}'))).toEqual({ a: '__proto__' })
  })
})

describe('the compression of bodies', () => {
  it('begins at the threshold and comes back', async () => {
    const body = bytes('x'.repeat(1000))
    const encoded = await compressBody(body)
    expect(encoded.contentEncoding).toBe('gzip')
    expect(encoded.body.byteLength).toBeLessThan(100)
    expect(Buffer.from(await decodeBody(encoded)).equals(body)).toBe(true)
  })

  it.each([
    ['br', bytes('x')],
    ['gzip', bytes('not compressed')],
    [undefined, bytes('x')],
  ])('refuses encoding %s of what it cannot read', async (contentEncoding, body) => {
    await expect(decodeBody({ body, contentEncoding })).rejects.toMatchObject({
      code: 'ARQ_DECODE_FAILED',
      details: { reason: 'unknown_encoding' },
    })
  })
})
