import { describe, expect, it } from '@jest/globals'

import { batchTraces } from '../../src/trace/trace-batches.js'

const record = (text: string, ...keys: readonly string[]) => ({ text, keys })

describe('batchTraces', () => {
  it('fills batches in order, up to the most records, each key once', () => {
    const records = ['a', 'b', 'c'].map((name) => record(name, name, 'same'))

    expect(batchTraces(records, { maxRecords: 2, maxBytes: 100 })).toEqual([
      { text: 'ab', keys: ['a', 'same', 'b'], count: 2 },
      { text: 'c', keys: ['c', 'same'], count: 1 },
    ])
    expect(batchTraces([], { maxRecords: 2, maxBytes: 100 })).toEqual([])
  })

  it('counts bytes of UTF-8; a record over the limit travels alone', () => {
    const records = [
      record('ää', '1'),
      record('ä', '2'),
      record('x'.repeat(9), '3'),
      record('y', '4'),
    ]

    expect(batchTraces(records, { maxRecords: 9, maxBytes: 6 }).map(({ text }) => text)).toEqual([
      'äää',
      'x'.repeat(9),
      'y',
    ])
  })

  it('keeps the keys below what a message may carry', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `key-${index}-${'x'.repeat(20)}`)
    const records = [
      record('a', 'ID1', ...many),
      record('b', 'ID2', ...many.slice(0, 999)),
      record('c', 'ID3'),
    ]
    const batches = batchTraces(records, { maxRecords: 20, maxBytes: 1000 })

    expect(batches.map(({ text, keys }) => [text, keys.length])).toEqual([
      ['a', 1001],
      ['bc', 1001],
    ])
    expect(
      batchTraces([record('d', 'ID4', 'x'.repeat(32_000))], { maxRecords: 20, maxBytes: 10 }),
    ).toEqual([{ text: 'd', keys: ['ID4'], count: 1 }])
  })
})
