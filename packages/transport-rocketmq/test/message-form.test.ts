import { createMessage, type MessageExt } from '@arq/rocketmq'
import { expect, it } from '@jest/globals'

import { headersOf, readParcel, toParcel, writeParcel } from '../src/wire/message-form.js'

/** As a broker hands it out: empty properties vanish on the way. */
function received(form: ReturnType<typeof writeParcel>): MessageExt {
  const message = createMessage({ ...form, topic: 'topic' })
  const properties = Object.fromEntries(
    Object.entries(message.properties).filter(([, value]) => value !== ''),
  )
  return { ...message, body: Buffer.from(message.body), properties, msgId: 'id' } as MessageExt
}

const base = { queueName: 'q', kind: 'job', messageId: 'm 1', body: Buffer.from('b') } as const

it('brings everything back, control characters and empty texts too', () => {
  const sent = toParcel({
    ...base,
    headers: { text: '\u0001\u0002\u0003 ü', empty: '', number: 0.5, none: null },
    contentType: '',
    contentEncoding: 'a\u0001b\u0003c\u00021',
    correlationId: 'job 1/ü',
    replyTo: 'x',
    priority: 0,
    dueAtMs: 5,
  })
  const back = readParcel(received(writeParcel(sent)))
  expect({ ...back, body: [...back.body] }).toEqual({ ...sent, body: [...sent.body] })
  expect(headersOf(back)).toEqual({
    text: '\u0001\u0002\u0003 ü',
    empty: '',
    number: 0.5,
    none: null,
  })
})

it('carries no body at all, and keeps how often it was given back', () => {
  const sent = { ...toParcel({ ...base, body: new Uint8Array(), headers: {} }), returns: 2 }
  const form = writeParcel(sent)
  expect(form.body).toHaveLength(1)
  const back = readParcel(received(form))
  expect(back.body).toHaveLength(0)
  expect(back.returns).toBe(2)
  expect(headersOf(back)).toEqual({})
})

it('shares no bytes with the sender', () => {
  const body = Buffer.from('as sent')
  const parcel = toParcel({ ...base, body, headers: {} })
  body.fill('x')
  expect(Buffer.from(parcel.body).toString()).toBe('as sent')
})

it('gives a key to those ids that RocketMQ can index', () => {
  const keysOf = (messageId: string) =>
    writeParcel(toParcel({ ...base, messageId, headers: {} })).keys
  expect(keysOf('m-1')).toEqual(['m-1'])
  expect(keysOf('m 1')).toEqual([])
})

it('reads what somebody else sent, with their properties as headers', () => {
  const form = createMessage({ topic: 't', body: 'x', properties: { region: 'eu' } })
  const parcel = readParcel({ ...form, body: Buffer.from('x'), msgId: 'unique' } as MessageExt)
  expect(parcel.messageId).toBe('unique')
  expect(headersOf(parcel)).toEqual({ region: 'eu' })
})
