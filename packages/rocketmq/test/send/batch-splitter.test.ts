import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { createMessage, type Message, type MessageInput } from '../../src/message/message.js'
import { encodeBatch } from '../../src/protocol/batch.js'
import { encodeMessageProperties } from '../../src/protocol/message-properties.js'
import { checkBatch, splitBatch } from '../../src/send/batch-splitter.js'

const message = (body: string, change: Partial<MessageInput> = {}) =>
  createMessage({ topic: 't', body, ...change })
const bodies = (batches: readonly (readonly Message[])[]) =>
  batches.map((batch) => batch.map(({ body }) => Buffer.from(body).toString()))

describe('one batch', () => {
  it('takes messages of one topic that wait for the same', () => {
    expect(() => checkBatch([message('a'), message('b', { tags: 'x' })])).not.toThrow()
  })

  it.each<[string, Message[]]>([
    ['A batch needs at least one message', []],
    ['Message 0 may not be in this batch: it has a delay', [message('a', { delayLevel: 1 })]],
    [
      'Message 1 may not be in this batch: it has a delay',
      [message('a'), message('b', { delayMs: 1 })],
    ],
    ['its topic is a retry topic', [message('a', { topic: '%RETRY%g' })]],
    ['its topic is u, that of the first is t', [message('a'), message('b', { topic: 'u' })]],
    ['its waitStoreOk differs', [message('a'), message('b', { waitStoreOk: false })]],
  ])('is refused: %s', (reason, messages) => {
    expect(() => checkBatch(messages)).toThrow(reason)
  })
})

describe('splitting messages into batches', () => {
  it('fills each up to the limit of bytes', () => {
    const one = 22 + 1 + 'UNIQ_KEY'.length + 2 + 56
    const list = ['a', 'b', 'c', 'd', 'e'].map((body) => message(body))
    expect(bodies(splitBatch(list, { maxBatchBytes: 2 * one }))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ])
    expect(bodies(splitBatch(list, { maxBatchBytes: 2 * one - 1 }))).toHaveLength(5)
    const reserved = { maxBatchBytes: 2 * one, systemPropertyBytes: 1 }
    expect(bodies(splitBatch(list, reserved))).toHaveLength(5)
  })

  it('holds to a limit of messages', () => {
    const list = ['a', 'b', 'c'].map((body) => message(body))
    const limits = { maxBatchBytes: 10_000, maxMessages: 2 }
    expect(bodies(splitBatch(list, limits))).toEqual([['a', 'b'], ['c']])
  })

  it('keeps topics apart, and lets stand alone what may not be in a batch', () => {
    const list = [
      message('a'),
      message('u1', { topic: 'u' }),
      message('later', { delayLevel: 1 }),
      message('b'),
      message('u2', { topic: 'u' }),
      message('big'.repeat(100)),
    ]
    expect(bodies(splitBatch(list, { maxBatchBytes: 300 }))).toEqual([
      ['a'],
      ['u1', 'u2'],
      ['later'],
      ['b'],
      ['big'.repeat(100)],
    ])
  })

  it('makes nothing of nothing', () => {
    expect(splitBatch([], { maxBatchBytes: 1 })).toEqual([])
  })

  it('loses no message, keeps the order of a topic, and every batch is legal', () => {
    const any = fc.record({
      topic: fc.constantFrom('t', 'u'),
      body: fc.string({ minLength: 1, maxLength: 200 }),
      waitStoreOk: fc.boolean(),
      delayLevel: fc.option(fc.constant(1), { nil: undefined, freq: 5 }),
    })
    fc.assert(
      fc.property(fc.array(any), (inputs) => {
        const list = inputs.map((input) => createMessage(input))
        const batches = splitBatch(list, { maxBatchBytes: 500 })
        expect(new Set(batches.flat())).toEqual(new Set(list))
        expect(batches.flat()).toHaveLength(list.length)
        for (const batch of batches.filter(({ length }) => length > 1)) {
          checkBatch(batch)
          expect(batch.map((each) => list.indexOf(each))).toEqual(
            batch.map((each) => list.indexOf(each)).sort((a, b) => a - b),
          )
          const members = batch.map((each) => ({
            flag: 0,
            body: each.body,
            properties: encodeMessageProperties(each, 'F'.repeat(56)),
          }))
          expect(encodeBatch(members).length).toBeLessThanOrEqual(500)
        }
      }),
    )
  })
})
