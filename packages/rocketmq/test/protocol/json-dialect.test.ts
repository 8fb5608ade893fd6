import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isRocketMQError } from '../../src/errors/errors.js'
import { parseJson } from '../../src/protocol/json-dialect.js'
import { type WritableJson, writeJson } from '../../src/protocol/json-writer.js'

const parse = (text: string) => parseJson(text, { subject: 'a test' })

describe('reading the JSON of servers', () => {
  it('reads a route whose broker ids have no quotes', () => {
    expect(parse('{"brokerAddrs":{0:"10.0.0.1:10911",1 : "10.0.0.2:10911"}}')).toEqual({
      brokerAddrs: { 0: '10.0.0.1:10911', 1: '10.0.0.2:10911' },
    })
  })

  it('reads a map whose keys are queues', () => {
    const table = parse('{{"brokerName":"b","queueId":0,"topic":"t"}:12,{"queueId":1}:13}')
    expect([...(table as ReadonlyMap<unknown, unknown>)]).toEqual([
      [{ brokerName: 'b', queueId: 0, topic: 't' }, 12],
      [{ queueId: 1 }, 13],
    ])
  })

  it('rounds no integer: beyond 2^53−1 it is a bigint', () => {
    expect(parse('[9007199254740991,9007199254740993,-9223372036854775808]')).toEqual([
      9007199254740991,
      9007199254740993n,
      -9223372036854775808n,
    ])
  })

  it('reads escapes, and unescaped text of any script', () => {
    expect(parse(String.raw`"\"\\\/\b\f\n\r\té😀" `)).toBe('"\\/\b\f\n\r\té😀')
    expect(parse('"\u007f\u2028消息"')).toBe('\u007f\u2028消息')
  })

  it('takes __proto__ for a name like any other', () => {
    const value = parse('{"__proto__":{"isAdmin":true}}') as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
  })

  it.each([
    ['', 'a value was expected'],
    ['{', 'a key was expected'],
    ['{a:1}', 'a key was expected'],
    ['{"a" 1}', '":" was expected'],
    ['[1,]', 'a value was expected'],
    ['[1 2]', '"," was expected'],
    ['01', 'more text after the end'],
    ['"a', 'a text is not closed'],
    ['"a\nb"', 'control character'],
    [String.raw`"\x"`, 'unknown escape'],
    [String.raw`"\u12"`, 'four hex digits'],
    ['nul', 'a value was expected'],
    ['1e999', 'the number is too large'],
    ['NaN', 'a value was expected'],
    ['{} {}', 'more text after the end'],
  ])('refuses %j and says where', (text, reason) => {
    expect(() => parse(text)).toThrow(reason)
    expect(() => parse(text)).toThrow(/^Cannot read a test: .* at character \d+/)
  })

  it('refuses what is nested deeper than the limit instead of overflowing the stack', () => {
    expect(() => parse('['.repeat(100_000))).toThrow('nested deeper than 64')
    expect(() => parse('{'.repeat(100_000))).toThrow('nested deeper than 64')
  })

  it('refuses more bytes than the limit', () => {
    const options = { subject: 'a test', maxBytes: 3 }
    expect(() => parseJson(Buffer.from('1234'), options)).toThrow('4 bytes, the limit is 3')
  })

  it('reads all that JSON.stringify writes as JSON.parse does', () => {
    const withoutBigNumbers = fc
      .jsonValue()
      .filter((value) => !/\d{16}/.test(JSON.stringify(value)))
    fc.assert(
      fc.property(withoutBigNumbers, (value) => {
        expect(toPlain(parse(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('ends with a value or one of our errors, whatever the text', () => {
    const tokens = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '1',
      '-',
      'e',
      'null',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(tokens).map((list) => list.join('')),
        ),
        (text) => {
          try {
            parse(text)
          } catch (error) {
            expect(isRocketMQError(error) && error.code).toBe('ROCKETMQ_DECODE_FAILED')
          }
        },
      ),
    )
  })
})

describe('writing JSON for servers', () => {
  it('writes 64-bit integers as bare digits and leaves out what is not set', () => {
    expect(writeJson({ offset: 9223372036854775807n, none: undefined, nothing: null })).toBe(
      '{"offset":9223372036854775807,"nothing":null}',
    )
  })

  it('writes a map keyed by queues as Java does', () => {
    const queue = { topic: 't', brokerName: 'b', queueId: 0 }
    expect(writeJson(new Map([[queue, 5n]]))).toBe('{{"topic":"t","brokerName":"b","queueId":0}:5}')
  })

  it('refuses numbers that are none', () => {
    expect(() => writeJson({ rate: Number.NaN })).toThrow('NaN is no number JSON knows')
  })

  it('writes what is read back the same, bigints and maps included', () => {
    const bigs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    const queue = fc.record({ topic: fc.string(), queueId: fc.nat() })
    const map = fc.array(fc.tuple(queue, bigs), { minLength: 1 }).map((list) => new Map(list))
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(bigs), map), (value) => {
        const text = writeJson(value)
        expect(writeJson(parse(text) as WritableJson)).toBe(text)
      }),
    )
  })
})

/** toEqual tells −0 from 0 and prototypes apart only where it should not matter here. */
const toPlain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
