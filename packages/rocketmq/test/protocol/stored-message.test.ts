import zlib, { deflateSync, gzipSync } from 'node:zlib'

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isRocketMQError } from '../../src/errors/errors.js'
import { encodeBatch } from '../../src/protocol/batch.js'
import { compressionCodecs } from '../../src/protocol/compression.js'
import { decodeStoredMessages } from '../../src/protocol/stored-message.js'
import { SYS_FLAG } from '../../src/protocol/sys-flag.js'
import { bytes, HAND_MADE_V1, int32, record } from './stored-record.js'

const options = { codecs: compressionCodecs(), maxBodyBytes: 1024 * 1024 }
const decode = (buffer: Buffer, more = {}) => decodeStoredMessages(buffer, { ...options, ...more })

describe('a stored message', () => {
  it('is read field by field as the protocol text lays it out', () => {
    expect(decode(HAND_MADE_V1, { brokerName: 'broker-a', checkCrc: true })).toEqual([
      {
        topic: 'T1',
        body: Buffer.from('hi'),
        bodyError: undefined,
        flag: 7,
        tags: 'a',
        keys: [],
        shardingKey: undefined,
        delayLevel: undefined,
        delayMs: undefined,
        deliverAtMs: undefined,
        waitStoreOk: true,
        uniqueId: undefined,
        properties: { k: 'v' },
        systemProperties: { TAGS: 'a' },
        msgId: '7F00000100002A9F0000000000001234',
        offsetMsgId: '7F00000100002A9F0000000000001234',
        brokerName: 'broker-a',
        queueId: 3,
        queueOffset: 9007199254740993n,
        commitLogOffset: 4660n,
        storeSize: 106,
        bodyCrc: 0x58932aac,
        sysFlag: 0,
        bornTimestamp: 1_700_000_000_000,
        bornHost: '10.0.0.1:50000',
        storeTimestamp: 1_700_000_000_001,
        storeHost: '127.0.0.1:10911',
        reconsumeTimes: 2,
        preparedTransactionOffset: -1n,
      },
    ])
  })

  it('keeps nothing of the answer that it came in, unless it is most of it', () => {
    const inner = encodeBatch([
      { flag: 0, body: Buffer.from('x'), properties: '' },
      { flag: 0, body: Buffer.alloc(100_000), properties: '' },
    ])
    const answer = Buffer.concat([
      record({ body: Buffer.from('small') }),
      record({ body: Buffer.alloc(200_000) }),
      record({ body: inner, sysFlag: SYS_FLAG.INNER_BATCH | SYS_FLAG.NEED_UNWRAP }),
      record({ body: deflateSync(Buffer.alloc(5000)), sysFlag: SYS_FLAG.COMPRESSED }),
    ])
    for (const { body } of decode(answer)) {
      const most = Math.max(Buffer.poolSize, body.length * 2)
      expect(body.buffer.byteLength).toBeLessThanOrEqual(most)
    }
    const alone = record({ body: Buffer.alloc(200_000) })
    expect(decode(alone)[0]?.body.buffer).toBe(alone.buffer)
  })

  it('of version 2 has a topic of more than 127 bytes; version 1 counts up to 255', () => {
    const long = 't'.repeat(300)
    expect(decode(record({ version: 2, topic: long }))[0]?.topic).toBe(long)
    expect(decode(record({ topic: 't'.repeat(200) }))[0]?.topic).toBe('t'.repeat(200))
  })

  it('has IPv6 hosts where its flags say so', () => {
    const bornHost = '20010db8000000000000000000000001 00000050'
    const storeHost = '00000000000000000000000000000001 00002a9f'
    const [message] = decode(record({ sysFlag: 16 | 32, bornHost, storeHost }))
    expect(message?.bornHost).toBe('[2001:db8::1]:80')
    expect(message?.storeHost).toBe('[::1]:10911')
    expect(message?.offsetMsgId).toBe('0000000000000000000000000000000100002A9F0000000000000010')
  })

  it('goes by its unique id where it has one, and keeps the offset id beside it', () => {
    const [message] = decode(record({ properties: 'UNIQ_KEY\u0001ABC\u0002KEYS\u0001k1 k2\u0002' }))
    expect(message).toMatchObject({
      msgId: 'ABC',
      uniqueId: 'ABC',
      offsetMsgId: '7F00000100002A9F0000000000000010',
      keys: ['k1', 'k2'],
    })
  })

  it('is followed by the next one where its size says, not where its known fields end', () => {
    const two = Buffer.concat([record({ topic: 'A', tail: 'ffffffff' }), record({ topic: 'B' })])
    expect(decode(two).map(({ topic }) => topic)).toEqual(['A', 'B'])
  })

  it('gets the offset delta and the bounds of the answer it came in', () => {
    const [message] = decode(record({ queueOffset: 5n }), {
      offsetDelta: 2n ** 60n,
      minOffset: 1n,
      maxOffset: 9n,
    })
    expect(message?.queueOffset).toBe(2n ** 60n + 5n)
    expect(message?.systemProperties).toEqual({ MIN_OFFSET: '1', MAX_OFFSET: '9' })
  })

  it.each([1, 0x301])(
    'is inflated when its flags are %i, and then shows no such flag',
    (sysFlag) => {
      const [message] = decode(record({ sysFlag, body: deflateSync('x'.repeat(5000)) }))
      expect(message?.body.toString()).toBe('x'.repeat(5000))
      expect(message?.sysFlag).toBe(sysFlag & ~1)
      expect(message?.bodyError).toBeUndefined()
    },
  )

  it.each([[0x701, '1792']])(
    'comes raw with an error when nobody can decompress type %i',
    (sysFlag, type) => {
      const [message] = decode(record({ sysFlag, body: Buffer.from('raw') }))
      expect(message?.body.toString()).toBe('raw')
      expect(message?.sysFlag).toBe(sysFlag)
      expect(message?.bodyError?.code).toBe('ROCKETMQ_CODEC_MISSING')
      expect(message?.bodyError?.message).toContain(`compressed with ${type}`)
    },
  )

  it('comes raw when its body grows beyond the limit, is cut off, or is no such format', () => {
    const bomb = deflateSync(Buffer.alloc(4 * 1024 * 1024))
    const cut = deflateSync(Buffer.from('hello hello')).subarray(0, 8)
    for (const body of [bomb, cut, gzipSync('x')]) {
      const [message] = decode(record({ sysFlag: 1, body }))
      expect(message?.body).toEqual(body)
      expect(message?.bodyError?.code).toBe('ROCKETMQ_BODY_UNREADABLE')
    }
    expect(decode(record({ sysFlag: 1, body: bomb }))[0]?.bodyError?.message).toContain(
      'more than 1048576 bytes',
    )
  })

  it('comes with an error when its checksum is wrong and somebody wants to know', () => {
    const wrong = record({ crc: 12, body: Buffer.from('hi') })
    expect(decode(wrong)[0]?.bodyError).toBeUndefined()
    const [message] = decode(wrong, { checkCrc: true })
    expect(message?.bodyError?.details).toEqual({ expected: 12, found: 0x58932aac })
  })

  it('that is an inner batch comes as its members, one offset after the other', () => {
    const member = (body: string, id: string) => {
      const properties = `UNIQ_KEY\u0001${id}\u0002`
      const rest = bytes(
        '00000000 00000000 00000009',
        int32Hex(body.length),
        { text: body },
        '000d',
        {
          text: properties,
        },
      )
      return Buffer.concat([int32(rest.length + 4), rest])
    }
    const body = Buffer.concat([member('one', 'ID01'), member('two!', 'ID02')])
    const messages = decode(record({ sysFlag: 64 | 128, queueOffset: 10n, body }))
    expect(messages.map((m) => [m.body.toString(), m.msgId, m.queueOffset, m.flag])).toEqual([
      ['one', 'ID01', 10n, 9],
      ['two!', 'ID02', 11n, 9],
    ])
    expect(messages[0]?.sysFlag).toBe(0)
  })

  it.each([
    ['a size of zero', bytes('00000000')],
    ['a size beyond the bytes', bytes('00000064 daa320a7')],
    ['a negative size', bytes('ffffffff')],
    [
      'the magic of a filler',
      Buffer.concat([bytes('0000006a cbd43194'), HAND_MADE_V1.subarray(8)]),
    ],
    ['three bytes', bytes('000000')],
  ])('with %s is an error that says so', (_what, buffer) => {
    expect(() => decode(buffer)).toThrow(/^Cannot read a stored message: /)
  })

  it('cut short anywhere is an error, never a wrong message', () => {
    for (let length = 1; length < HAND_MADE_V1.length; length++) {
      expect(() => decode(HAND_MADE_V1.subarray(0, length))).toThrow('Cannot read')
    }
  })

  it('that is any bytes ends with messages or one of our errors', () => {
    const mutated = fc
      .array(fc.tuple(fc.nat(HAND_MADE_V1.length - 1), fc.nat(255)), { maxLength: 6 })
      .map((changes) => {
        const copy = Buffer.from(HAND_MADE_V1)
        for (const [at, value] of changes) copy[at] = value
        return copy
      })
    const any = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(fc.oneof(any, mutated), (buffer) => {
        try {
          decode(buffer)
        } catch (error) {
          expect(isRocketMQError(error) && error.code).toBe('ROCKETMQ_DECODE_FAILED')
        }
      }),
      { numRuns: 500 },
    )
  })
})

const int32Hex = (value: number): string => value.toString(16).padStart(8, '0')
