import { describe, expect, it } from '@jest/globals'

import { compressionCodecs } from '../../src/protocol/compression.js'
import {
  formatPopHandle,
  parsePopHandle,
  popOriginOf,
  poppedTopicOf,
  popTopicOf,
} from '../../src/protocol/pop-handle.js'
import { batchAckRequest, fitsBatchAck } from '../../src/protocol/requests/batch-ack.js'
import {
  ackRequest,
  changeInvisibleRequest,
  popRequest,
  readAckResponse,
  readChangeInvisibleResponse,
  readNotificationResponse,
  readPopResponse,
} from '../../src/protocol/requests/pop.js'
import { subscriptionData } from '../../src/protocol/subscription-data.js'
import { answer } from './answers.js'
import { HAND_MADE_V1 } from './stored-record.js'

const SUBJECT = { address: 'a:1', topic: 'T', group: 'G', brokerName: 'broker-a' }
const OPTIONS = { codecs: compressionCodecs(), maxBodyBytes: 1024 }
const HANDLE = '0 1700000000000 60000 3 1 broker-a 2 5'

describe('the handle of a popped message', () => {
  it('is read and written in the form of brokers', () => {
    const handle = parsePopHandle(HANDLE)
    expect(handle).toEqual({
      ...{ startOffset: 0n, popTime: 1_700_000_000_000, invisibleMs: 60_000, reviveQueueId: 3 },
      ...{ origin: '1', brokerName: 'broker-a', queueId: 2, queueOffset: 5n },
    })
    expect(formatPopHandle(handle)).toBe(HANDLE)
  })

  it.each(['', '0 1 2 3 9 broker 0 1', '0 1 2 3 0 broker x 1', '0 1 2'])(
    'that is none is refused: %j',
    (text) => {
      expect(() => parsePopHandle(text)).toThrow('the handle of a popped message')
    },
  )

  it('knows where its message is: in its topic, or in one of two forms of the retry topic', () => {
    expect([popOriginOf('T', 'G'), popTopicOf('T', 'G', '0')]).toEqual(['0', 'T'])
    expect(popOriginOf('%RETRY%G_T', 'G')).toBe('1')
    expect(popTopicOf('T', 'G', '1')).toBe('%RETRY%G_T')
    expect(popOriginOf('%RETRY%G+T', 'G')).toBe('2')
    expect(popTopicOf('T', 'G', '2')).toBe('%RETRY%G+T')
    const from = ['%RETRY%G_T', '%RETRY%G+ns%T', '%RETRY%G', '%RETRY%GG_T', 'T']
    expect(from.map((topic) => poppedTopicOf(topic, 'G'))).toEqual([
      ...['T', 'ns%T', undefined, undefined, undefined],
    ])
  })
})

describe('a pop', () => {
  it('asks in the words of brokers', () => {
    const subscription = subscriptionData({ topic: 'T', expression: 'a', version: 1 })
    const request = popRequest({
      ...{ consumerGroup: 'G', topic: 'T', brokerName: 'b', maxMsgNums: 32, invisibleMs: 1000 },
      ...{ pollMs: 5000, bornTimeMs: 7, from: 'first', subscription, isOrderly: false },
    })
    expect(request).toEqual({
      code: 200_050,
      ext: {
        ...{ consumerGroup: 'G', topic: 'T', queueId: '-1', maxMsgNums: '32' },
        ...{ invisibleTime: '1000', pollTime: '5000', bornTime: '7', initMode: '0' },
        ...{ expType: 'TAG', exp: 'a', order: 'false', bname: 'b' },
      },
    })
  })

  it('gives each message a handle, and the topic that was asked for', () => {
    const ext = {
      ...{ popTime: '1700000000000', invisibleTime: '60000', reviveQid: '3', restNum: '0' },
      startOffsetInfo: '0 3 9007199254740990;1 3 7',
    }
    const response = answer({ ext, body: HAND_MADE_V1 })
    const { status, popped } = readPopResponse(response, SUBJECT, OPTIONS)
    expect(status).toBe('found')
    expect(popped.map(({ message, handle }) => [message.topic, formatPopHandle(handle)])).toEqual([
      ['T', '9007199254740990 1700000000000 60000 3 0 broker-a 3 9007199254740993'],
    ])
  })

  it('says how often a message was popped in order, of the message or of its queue', () => {
    const ext = { popTime: '1', invisibleTime: '1', reviveQid: '999' }
    const counts = ['0 qo3%9007199254740993 2', '0 3 4', '0 4 4'].map((orderCountInfo) => {
      const response = answer({ ext: { ...ext, orderCountInfo }, body: HAND_MADE_V1 })
      return readPopResponse(response, SUBJECT, OPTIONS).popped[0]?.message.reconsumeTimes
    })
    const [own] = readPopResponse(answer({ ext, body: HAND_MADE_V1 }), SUBJECT, OPTIONS).popped
    expect(counts).toEqual([2, 4, own?.message.reconsumeTimes])
  })

  it.each([
    [19, 'none'],
    [210, 'none'],
    [209, 'pollingFull'],
  ])('may find nothing (%i: %s)', (code, status) => {
    expect(readPopResponse(answer({ code }), SUBJECT, OPTIONS)).toEqual({ status, popped: [] })
  })

  it('fails with what the broker says otherwise', () => {
    const refused = () => readPopResponse(answer({ code: 29, remark: 'x' }), SUBJECT, OPTIONS)
    expect(refused).toThrow(expect.objectContaining({ code: 'ROCKETMQ_REQUEST_REFUSED' }))
  })
})

describe('settling a popped message', () => {
  const place = { consumerGroup: 'G', topic: 'T', handle: parsePopHandle(HANDLE) }
  const fields = {
    ...{ consumerGroup: 'G', topic: '%RETRY%G_T', queueId: '2', offset: '5' },
    ...{ extraInfo: HANDLE, bname: 'broker-a' },
  }

  it('names it by its handle, in the topic where the broker has it', () => {
    expect(ackRequest(place)).toEqual({ code: 200_051, ext: fields })
    expect(changeInvisibleRequest(place, 5000)).toEqual({
      code: 200_053,
      ext: { ...fields, invisibleTime: '5000' },
    })
  })

  it('acknowledges many of one pop by the bits of their offsets, and each pop of a queue for itself', () => {
    const at = (text: string) => ({ ...place, handle: parsePopHandle(text) })
    const request = batchAckRequest('broker-a', [
      at('3 1700000000000 60000 3 1 broker-a 2 3'),
      at('3 1700000000000 60000 3 1 broker-a 2 12'),
      at('9007199254740992 1700000000000 60000 4 0 broker-a 0 9007199254740993'),
    ])
    const common = '"c":"G","t":"T"'
    expect([request.code, Buffer.from(request.body ?? '').toString()]).toEqual([
      200_151,
      // Bits 0 and 9, and bit 1.
      `{"brokerName":"broker-a","acks":[{${common},"r":"1","so":3,"q":2,"rq":3,"pt":1700000000000,"it":60000,"b":"AQI="},` +
        `{${common},"r":"0","so":9007199254740992,"q":0,"rq":4,"pt":1700000000000,"it":60000,"b":"Ag=="}]}`,
    ])
    expect(fitsBatchAck(at('3 1 1 3 1 broker-a 2 65538'))).toBe(true)
    expect(fitsBatchAck(at('3 1 1 3 1 broker-a 2 65539'))).toBe(false)
  })

  it('has a new handle after a change of the invisible time', () => {
    const ext = { popTime: '1700000001000', invisibleTime: '5000', reviveQid: '4' }
    const handle = readChangeInvisibleResponse(answer({ ext }), SUBJECT, place)
    expect(formatPopHandle(handle)).toBe('5 1700000001000 5000 4 1 broker-a 2 5')
  })

  it('fails when the broker does not know it any more', () => {
    const gone = answer({ code: 208 })
    expect(() => readAckResponse(gone, SUBJECT)).toThrow(
      expect.objectContaining({ code: 'ROCKETMQ_NOT_FOUND' }),
    )
  })

  it('knows whether there is a message to pop', () => {
    expect(readNotificationResponse(answer({ ext: { hasMsg: 'true' } }), SUBJECT)).toBe(true)
    expect(readNotificationResponse(answer(), SUBJECT)).toBe(false)
  })
})
