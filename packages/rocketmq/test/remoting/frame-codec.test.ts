import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { decodeFrame } from '../../src/remoting/decode-frame.js'
import type { FrameHeader, HeaderForm } from '../../src/remoting/frame.js'
import { FrameWriter } from '../../src/remoting/frame-writer.js'
import { LANGUAGE_CODES } from '../../src/remoting/language.js'
import { jsonFrame } from '../scripted-server.js'

const MAX_FRAME_BYTES = 16 * 1024 * 1024

function encode(headerForm: HeaderForm, header: FrameHeader, body?: Uint8Array): Buffer {
  const writer = new FrameWriter({ headerForm, maxFrameBytes: MAX_FRAME_BYTES })
  writer.append(header, body)
  return writer.take()
}

const decode = (bytes: Buffer) => decodeFrame(bytes, 0, bytes.readInt32BE(0))
const hex = (...parts: readonly string[]): Buffer =>
  Buffer.from(parts.join('').replaceAll(' ', ''), 'hex')

const header = (over: Partial<FrameHeader> = {}): FrameHeader => ({
  code: 105,
  language: 'OTHER',
  version: 479,
  opaque: 1,
  flag: 0,
  remark: undefined,
  ext: {},
  ...over,
})

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const anyText = fc.string({ unit: 'binary' })
const anyHeader = (
  code: fc.Arbitrary<number>,
  text: fc.Arbitrary<string>,
): fc.Arbitrary<FrameHeader> =>
  fc.record({
    code,
    language: fc.constantFrom(...LANGUAGE_CODES),
    version: fc.integer({ min: 0, max: 0x7fff }),
    opaque: int32,
    flag: int32,
    remark: fc.option(text, { nil: undefined }),
    ext: fc.dictionary(text, text),
  })

describe('the binary header', () => {
  it('has the bytes that the protocol says', () => {
    const bytes = hex(
      '00 00 00 2a', // 42 bytes follow
      '01 00 00 24', // binary header of 36 bytes
      '00 69', // code 105
      '0d', // NODE_JS
      '01 df', // version 479
      '00 00 01 02', // opaque 258
      '00 00 00 02', // one-way
      '00 00 00 03 61 c3 a9', // remark "aé"
      '00 00 00 0c', // ext block of 12 bytes
      '00 05 74 6f 70 69 63', // key "topic"
      '00 00 00 01 54', // value "T"
      '68 69', // body "hi"
    )
    const meant = header({
      language: 'NODE_JS',
      opaque: 258,
      flag: 2,
      remark: 'aé',
      ext: { topic: 'T' },
    })

    expect(encode('binary', meant, Buffer.from('hi')).toString('hex')).toBe(bytes.toString('hex'))
    expect(decode(bytes)).toEqual({ ...meant, body: Buffer.from('hi') })
  })

  it('is read as it was written, whatever it holds', () => {
    const text = anyText.filter((value) => value !== '')
    const code = fc.integer({ min: -0x8000, max: 0x7fff })
    fc.assert(
      fc.property(anyHeader(code, text), fc.uint8Array(), (meant, body) => {
        const decoded = decode(encode('binary', meant, body))
        expect(decoded).toEqual({ ...meant, body: Buffer.from(body) })
      }),
    )
  })

  it('leaves out entries without a value, as the Java reader does', () => {
    expect(decode(encode('binary', header({ ext: { empty: '', full: 'x' } }))).ext).toEqual({
      full: 'x',
    })
  })

  it('does not write a field without text, which a broker with ACL would take for another request', () => {
    const bytes = encode('binary', header({ ext: { a: '', b: 'x' } }))
    expect(bytes.equals(encode('binary', header({ ext: { b: 'x' } })))).toBe(true)
  })

  it('gives way to JSON for a code that does not fit into 16 bits', () => {
    const bytes = encode('binary', header({ code: 200_050 }))

    expect(bytes[4]).toBe(0)
    expect(decode(bytes).code).toBe(200_050)
  })

  // Code, language, version, opaque, flag; then what is wrong. Two bytes of body follow, which are no header.
  it.each([
    ['a remark longer than the header', '00000005 61616161', /inside remark/],
    ['a remark of negative length', 'ffffffff 00000000', /inside remark/],
    ['fields longer than the header', '00000000 00000001', /inside ext/],
    ['a key longer than its block', '00000000 00000003 000200', /inside ext key/],
    ['a key of negative length', '00000000 00000002 ffff', /inside ext key/],
    ['a value longer than its block', '00000000 00000008 0001 61 00000002 61', /inside ext value/],
    ['a value without length', '00000000 00000003 0001 61', /inside ext value/],
  ])('is refused with %s', (_what, rest, message) => {
    const fixed = hex('0069', '07', '01df', '00000001', '00000000', rest)
    const prefix = Buffer.alloc(8)
    prefix.writeInt32BE(4 + fixed.length + 2, 0)
    prefix.writeInt32BE((1 << 24) | fixed.length, 4)

    expect(() => decode(Buffer.concat([prefix, fixed, Buffer.from('aa')]))).toThrow(message)
  })

  it('refuses a name that its length field cannot count', () => {
    const name = 'n'.repeat(32_768)

    expect(() => encode('binary', header({ ext: { [name]: 'x' } }))).toThrow(/32768 bytes/)
  })
})

describe('the JSON header', () => {
  it('has the keys that the protocol says', () => {
    const meant = header({ opaque: 7, flag: 2, remark: 'say "hi"', ext: { topic: 'T' } })
    const bytes = encode('json', meant, Buffer.from('hi'))
    const headerBytes = bytes.readInt32BE(4)

    expect(bytes.readInt32BE(0)).toBe(bytes.length - 4)
    expect(bytes[4]).toBe(0)
    expect(bytes.toString('utf8', 8 + headerBytes)).toBe('hi')
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes))).toEqual({
      code: 105,
      language: 'OTHER',
      version: 479,
      opaque: 7,
      flag: 2,
      remark: 'say "hi"',
      extFields: { topic: 'T' },
      serializeTypeCurrentRPC: 'JSON',
    })
  })

  it('is read as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(anyHeader(int32, anyText), fc.uint8Array(), (meant, body) => {
        const decoded = decode(encode('json', meant, body))
        expect(decoded).toEqual({ ...meant, body: Buffer.from(body) })
      }),
    )
  })

  it('is read with a language as a number, and without what may be absent', () => {
    const frame = decode(jsonFrame({ code: 0, language: 13, opaque: 3, extFields: { n: null } }))

    expect(frame).toMatchObject({ language: 'NODE_JS', version: 0, flag: 0, ext: {} })
    expect(decode(jsonFrame({ code: 0, language: 'COBOL', opaque: 3 })).language).toBeUndefined()
  })

  it('keeps a field named __proto__ as a field', () => {
    const text = '{"code":0,"opaque":1,"extFields":{"__proto__":"x"}}'
    const prefix = Buffer.alloc(8)
    prefix.writeInt32BE(4 + text.length, 0)
    prefix.writeInt32BE(text.length, 4)

    expect(Object.entries(decode(Buffer.concat([prefix, Buffer.from(text)])).ext)).toEqual([
      ['__proto__', 'x'],
    ])
  })

  it.each([
    ['no JSON', 'x', /not JSON/],
    ['a list', [], /not JSON/],
    ['no code', { opaque: 1 }, /code is undefined/],
    ['a broken code', { code: 1.5, opaque: 1 }, /code is 1.5/],
    ['an opaque beyond int32', { code: 0, opaque: 2 ** 31 }, /opaque is 2147483648/],
    ['a number that was rounded', { code: 0, opaque: 1, extFields: { n: 2 ** 53 } }, /field n/],
    ['a nested field', { code: 0, opaque: 1, extFields: { n: {} } }, /field n is object/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => decode(jsonFrame(Object(value) as object))).toThrow(message)
  })
})

describe('a frame', () => {
  it('is refused before it is sent when it is over the limit', () => {
    const writer = new FrameWriter({ headerForm: 'json', maxFrameBytes: 1024 })

    expect(() => writer.append(header(), Buffer.alloc(1024))).toThrow(/limit|may have 1024/)
    expect(() => writer.append(header({ ext: { k: 'v'.repeat(1000) } }))).toThrow(/may have 1024/)
    expect(writer.byteLength).toBe(0)
  })

  it('follows the one before in the same bytes', () => {
    const writer = new FrameWriter({ headerForm: 'json', maxFrameBytes: MAX_FRAME_BYTES })
    const sizes = [0, 100, 70_000, 3, 200_000]
    for (const [opaque, size] of sizes.entries()) {
      writer.append(header({ opaque }), Buffer.alloc(size, opaque))
    }
    const bytes = writer.take()

    let at = 0
    for (const [opaque, size] of sizes.entries()) {
      const length = bytes.readInt32BE(at)
      const frame = decodeFrame(bytes, at, length)
      expect(frame.opaque).toBe(opaque)
      expect(frame.body.equals(Buffer.alloc(size, opaque))).toBe(true)
      at += 4 + length
    }
    expect(at).toBe(bytes.length)
    expect(writer.take()).toHaveLength(0)
  })

  it('copies its body: the caller may change it at once', () => {
    const body = Buffer.from('before')
    const writer = new FrameWriter({ headerForm: 'json', maxFrameBytes: MAX_FRAME_BYTES })
    writer.append(header(), body)
    body.write('after!')

    expect(decode(writer.take()).body.toString()).toBe('before')
  })
})
