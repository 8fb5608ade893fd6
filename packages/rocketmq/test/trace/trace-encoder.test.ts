import { describe, expect, it } from '@jest/globals'

import { encodeTrace } from '../../src/trace/trace-encoder.js'
import { published } from './records.js'

const fieldsOf = (text: string): readonly string[] => {
  expect(text.at(-1)).toBe('\u0002')
  return text.slice(0, -1).split('\u0001')
}

const origin = { timestampMs: 1000, regionId: 'r', group: 'g', msgId: 'ID1' }

describe('encodeTrace', () => {
  it('writes a send in the order of RocketMQ’s own readers', () => {
    const { text, keys } = encodeTrace(published())

    expect(fieldsOf(text).join('|')).toBe(
      'Pub|1700000000000|DefaultRegion|g|t|ID1|a|k1 k2|127.0.0.1:10911|5|12|0|OFF1|true|10.0.0.1@c',
    )
    expect(keys).toEqual(['ID1', 'k1', 'k2'])
  })

  it.each([
    ['normal', '0'],
    ['half', '1'],
    ['commit', '2'],
    ['delay', '3'],
  ] as const)('writes the message type %s as %s', (msgType, ordinal) => {
    expect(fieldsOf(encodeTrace(published({ msgType })).text)[11]).toBe(ordinal)
  })

  it('leaves empty what is not known, and no separator in what is', () => {
    const unknown = { tags: undefined, keys: [], storeHost: undefined, offsetMsgId: undefined }
    const { text, keys } = encodeTrace(published({ ...unknown, group: 'a\u0001b\u0002c' }))

    expect(fieldsOf(text).join('|')).toBe(
      'Pub|1700000000000|DefaultRegion|a b c|t|ID1||||5|12|0||true|10.0.0.1@c',
    )
    expect(keys).toEqual(['ID1'])
  })

  it.each([
    ['commit', 'COMMIT_MESSAGE'],
    ['rollback', 'ROLLBACK_MESSAGE'],
    ['unknown', 'UNKNOW'],
  ] as const)('writes the end %s of a transaction', (state, name) => {
    const about = { topic: 't', tags: undefined, keys: ['k'], storeHost: 'h:1', transactionId: 'X' }
    const { text, keys } = encodeTrace({
      ...{ ...origin, ...about, type: 'EndTransaction', state, isFromCheck: true },
    })

    expect(fieldsOf(text).join('|')).toBe(`EndTransaction|1000|r|g|t|ID1||k|h:1|2|X|${name}|true`)
    expect(keys).toEqual(['ID1', 'k'])
  })

  it('writes a recall', () => {
    const { text, keys } = encodeTrace({ ...origin, type: 'Recall', topic: 't', isSuccess: false })

    expect(fieldsOf(text).join('|')).toBe('Recall|1000|r|g|t|ID1|false')
    expect(keys).toEqual(['ID1'])
  })

  it('writes what comes before and after a listener’s call, shorter for a cloud', () => {
    const call = { ...origin, requestId: 'R', keys: ['k'] }
    const before = { ...call, retryTimes: 2, clientHost: 'c' }
    const after = { ...call, costMs: 7, isSuccess: false, outcome: 'returnedNull' } as const

    expect(fieldsOf(encodeTrace({ ...before, type: 'SubBefore' }).text).join('|')).toBe(
      'SubBefore|1000|r|g|R|ID1|2|k|c',
    )
    expect(fieldsOf(encodeTrace({ ...after, type: 'SubAfter' }).text).join('|')).toBe(
      'SubAfter|R|ID1|7|false|k|3|1000|g',
    )
    expect(fieldsOf(encodeTrace({ ...after, type: 'SubAfter' }, 'cloud').text).join('|')).toBe(
      'SubAfter|R|ID1|7|false|k|3',
    )
  })
})
