import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isRocketMQError } from '../../src/errors/errors.js'
import { batchMemberSize, decodeBatch, encodeBatch } from '../../src/protocol/batch.js'
import { bytes } from './stored-record.js'

describe('the body of a batch', () => {
  it('is laid out as in the protocol text', () => {
    const members = [
      { flag: 1, body: Buffer.from('a'), properties: '' },
      { flag: -1, body: Buffer.from('bc'), properties: 'k\u0001v\u0002' },
    ]
    expect(encodeBatch(members)).toEqual(
      bytes(
        '00000017 00000000 00000000 00000001 00000001 61 0000', // 23 bytes
        '0000001c 00000000 00000000 ffffffff 00000002 6263 0004 6b017602', // 28 bytes
      ),
    )
    expect(members.map(batchMemberSize)).toEqual([23, 28])
  })

  it('refuses properties that do not fit their length field', () => {
    const member = { flag: 0, body: Buffer.from('a'), properties: 'é'.repeat(16_384) }
    expect(() => encodeBatch([member])).toThrow(
      'Cannot write message 0 of a batch: its properties have 32768 bytes, the limit is 32767',
    )
  })

  it('comes back as it was', () => {
    const member = fc.record({
      flag: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      body: fc.uint8Array().map((array) => Buffer.from(array)),
      properties: fc.string({ unit: 'grapheme' }),
    })
    fc.assert(
      fc.property(fc.array(member), (members) => {
        expect(decodeBatch(encodeBatch(members))).toEqual(members)
      }),
    )
  })

  it('that is any bytes ends with members or one of our errors', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (array) => {
        try {
          decodeBatch(Buffer.from(array))
        } catch (error) {
          expect(isRocketMQError(error) && error.code).toBe('ROCKETMQ_DECODE_FAILED')
        }
      }),
    )
  })
})
