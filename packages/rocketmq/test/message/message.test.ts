import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { localizedMessage } from '../../src/errors/errors.js'
import { copyMessage, createMessage } from '../../src/message/message.js'
import { messageFromObject, messageToObject } from '../../src/message/message-object.js'
import { compressionCodecs } from '../../src/protocol/compression.js'
import { encodeMessageProperties } from '../../src/protocol/message-properties.js'
import { decodeProperties } from '../../src/protocol/properties.js'
import { decodeStoredMessages } from '../../src/protocol/stored-message.js'
import { record } from '../protocol/stored-record.js'

describe('a message', () => {
  it('takes text or bytes, one key or several', () => {
    const message = createMessage({ topic: 't', body: 'é', keys: 'k1' })
    expect(message).toMatchObject({ flag: 0, keys: ['k1'], waitStoreOk: true, properties: {} })
    expect(message.body).toEqual(Buffer.from([0xc3, 0xa9]))
    expect(createMessage({ topic: 't', body: 'x', keys: ['a', 'b'] }).keys).toEqual(['a', 'b'])
    expect(createMessage({ topic: 't', body: 'x' }).keys).toEqual([])
  })

  it('is sent with all it says as properties, and the producer’s own after them', () => {
    const message = createMessage({
      topic: 't',
      body: 'x',
      tags: 'paid',
      keys: ['k1', 'k2'],
      shardingKey: 's',
      delayLevel: 3,
      waitStoreOk: false,
      properties: { color: 'red' },
    })
    const text = encodeMessageProperties(message, 'ID', { TRAN_MSG: 'true' })
    expect(Object.entries(decodeProperties(text))).toEqual([
      ['color', 'red'],
      ['TAGS', 'paid'],
      ['KEYS', 'k1 k2'],
      ['__SHARDINGKEY', 's'],
      ['DELAY', '3'],
      ['WAIT', 'false'],
      ['UNIQ_KEY', 'ID'],
      ['TRAN_MSG', 'true'],
    ])
  })

  it('with a time has it in the words of timers', () => {
    const delayed = createMessage({ topic: 't', body: 'x', delayMs: 2300 })
    expect(encodeMessageProperties(delayed, 'ID')).toContain('TIMER_DELAY_MS\u00012300\u0002')
    const timed = createMessage({ topic: 't', body: 'x', deliverAtMs: 1_700_000_000_000 })
    expect(encodeMessageProperties(timed, 'ID')).toContain(
      'TIMER_DELIVER_MS\u00011700000000000\u0002',
    )
  })

  it('may not have more bytes of properties than a broker can store, counted in UTF-8', () => {
    const sized = (value: string) =>
      encodeMessageProperties(
        createMessage({ topic: 't', body: 'x', properties: { k: value } }),
        'I',
      )
    const rest = Buffer.byteLength('k\u0001\u0002UNIQ_KEY\u0001I\u0002')
    expect(() => sized('é'.repeat((32_766 - rest) / 2))).not.toThrow()
    expect(() => sized('é'.repeat((32_766 - rest) / 2 + 1))).toThrow(
      'they have 32768 bytes, the limit is 32767',
    )
  })

  it('that was copied shares nothing with the first', () => {
    const body = Buffer.from('abc')
    const keys = ['k']
    const properties = { a: '1' }
    const first = createMessage({
      topic: 't',
      body,
      keys,
      properties,
      uniqueId: 'U',
      delayLevel: 2,
    })
    const copy = copyMessage(first, { tags: 'new' })
    expect(copy).toEqual({ ...first, body: Uint8Array.from(body), tags: 'new' })
    body.fill(0)
    keys.push('l')
    properties.a = '2'
    expect([copy.body, copy.keys, copy.properties]).toEqual([
      Uint8Array.from(Buffer.from('abc')),
      ['k'],
      { a: '1' },
    ])
  })

  it('that was received and copied can be sent: what the broker added stays behind', () => {
    const properties = 'TAGS\u0001a\u0002DELAY\u00013\u0002UNIQ_KEY\u0001U\u0002mine\u00011\u0002'
    const options = { codecs: compressionCodecs(), maxBodyBytes: 10 }
    const [received] = decodeStoredMessages(record({ properties }), options)
    expect(copyMessage(received!, { topic: 'next' })).toEqual({
      ...createMessage({ topic: 'next', body: 'b', tags: 'a', properties: { mine: '1' } }),
      body: Uint8Array.from(Buffer.from('b')),
    })
  })

  it('becomes plain data and comes back through JSON', () => {
    const text = fc.string({ minLength: 1 })
    const input = fc.record(
      {
        topic: text,
        body: fc.uint8Array().map((array) => Buffer.from(array)),
        flag: fc.integer(),
        tags: text,
        keys: fc.array(text),
        shardingKey: text,
        delayLevel: fc.nat(),
        deliverAtMs: fc.nat(),
        waitStoreOk: fc.boolean(),
        uniqueId: text,
        properties: fc.dictionary(text, text, { noNullPrototype: true }),
      },
      { requiredKeys: ['topic', 'body'] },
    )
    fc.assert(
      fc.property(input, (fields) => {
        const message = createMessage(fields)
        const json = JSON.stringify(messageToObject(message))
        expect(messageFromObject(JSON.parse(json))).toEqual(message)
      }),
    )
  })

  it('is not made from data of the wrong kind, and each wrong field is named', () => {
    const wrong = { topic: 1, body: 'not base64!', keys: 'k', flag: 0.5, properties: { a: 1 } }
    expect(() => messageFromObject(wrong)).toThrow(
      'The message for topic 1 may not be sent: topic: must be text; body: must be text in base64; ' +
        'flag: must be a whole number; keys: must be a list of texts; properties: must be an object of texts',
    )
    expect(() => messageFromObject(null)).toThrow('topic: is required; body: is required')
  })

  it('says what is wrong with such data in the language of who reads it', async () => {
    const reading = async () => messageFromObject({ topic: 't', body: '?' })
    const error: unknown = await reading().catch((thrown: unknown) => thrown)
    expect(localizedMessage(error, 'zh-CN')).toBe(
      '发往主题 t 的消息不能发送：body：必须是 base64 文本',
    )
  })
})
