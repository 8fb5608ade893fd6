import { describe, expect, it } from '@jest/globals'

import { compressionCodecs } from '../../src/protocol/compression.js'
import {
  decodeConsumerRunningInfo,
  encodeConsumerRunningInfo,
} from '../../src/protocol/consumer-running-info.js'
import { REQUEST_CODE } from '../../src/protocol/request-code.js'
import {
  earliestStoreTimeRequest,
  maxOffsetRequest,
  minOffsetRequest,
  queryConsumerOffsetRequest,
  readEarliestStoreTimeResponse,
  readOffsetResponse,
  readQueryConsumerOffsetResponse,
  readUpdateConsumerOffsetResponse,
  searchOffsetRequest,
  updateConsumerOffsetRequest,
} from '../../src/protocol/requests/offsets.js'
import {
  litePullMessageRequest,
  pullMessageRequest,
  readPullResponse,
} from '../../src/protocol/requests/pull.js'
import {
  readSendResponse,
  sendBatchRequest,
  sendMessageRequest,
  sendMessageV1Request,
  sendReplyRequest,
} from '../../src/protocol/requests/send.js'
import { subscriptionData } from '../../src/protocol/subscription-data.js'
import { ABOUT, answer } from './answers.js'
import { HAND_MADE_V1 } from './stored-record.js'

const options = { codecs: compressionCodecs(), maxBodyBytes: 1024 }
const place = { topic: 't', queueId: 2, brokerName: 'b' }

describe('a send', () => {
  const header = {
    producerGroup: 'p',
    topic: 't',
    queueId: 2,
    sysFlag: 1,
    bornTimestamp: 1_700_000_000_000,
    flag: 7,
    properties: 'TAGS\u0001a\u0002',
    brokerName: 'b',
  }
  const body = Buffer.from('hi')

  it('with short names has one letter for each field', () => {
    expect(sendMessageRequest(header, body)).toEqual({
      code: 310,
      ext: {
        a: 'p',
        b: 't',
        c: 'TBW102',
        d: '4',
        e: '2',
        f: '1',
        g: '1700000000000',
        h: '7',
        i: 'TAGS\u0001a\u0002',
        j: '0',
        k: 'false',
        m: 'false',
        n: 'b',
      },
      body,
    })
  })

  it('with long names says the same', () => {
    expect(sendMessageV1Request({ ...header, maxReconsumeTimes: 16 }, body)).toEqual({
      code: 10,
      ext: {
        producerGroup: 'p',
        topic: 't',
        defaultTopic: 'TBW102',
        defaultTopicQueueNums: '4',
        queueId: '2',
        sysFlag: '1',
        bornTimestamp: '1700000000000',
        flag: '7',
        properties: 'TAGS\u0001a\u0002',
        reconsumeTimes: '0',
        unitMode: 'false',
        batch: 'false',
        maxReconsumeTimes: '16',
        bname: 'b',
      },
      body,
    })
  })

  it('of a batch and of a reply have their own codes, and only a batch says that it is one', () => {
    expect(sendBatchRequest(header, body)).toMatchObject({ code: 320, ext: { m: 'true' } })
    expect(sendReplyRequest(header, body)).toMatchObject({ code: 325, ext: { m: 'false' } })
  })

  it('without a queue leaves the choice to the broker', () => {
    const { queueId: _left, ...rest } = header
    expect(sendMessageRequest(rest, body).ext?.['e']).toBe('-1')
  })

  it.each([
    [0, 'SEND_OK'],
    [10, 'FLUSH_DISK_TIMEOUT'],
    [11, 'SLAVE_NOT_AVAILABLE'],
    [12, 'FLUSH_SLAVE_TIMEOUT'],
  ])('answered with %i is stored: %s', (code, status) => {
    const ext = { msgId: 'A,B', queueId: '2', queueOffset: '9007199254740993', TRACE_ON: 'false' }
    expect(readSendResponse(answer({ code, ext }), ABOUT)).toEqual({
      status,
      offsetMsgIds: ['A', 'B'],
      queueId: 2,
      queueOffset: 9007199254740993n,
      transactionId: undefined,
      batchUniqId: undefined,
      recallHandle: undefined,
      regionId: 'DefaultRegion',
      isTraceOn: false,
    })
  })

  it('answered with another code, or without what it must have, is an error', () => {
    expect(() => readSendResponse(answer({ code: 14 }), ABOUT)).toThrow('SERVICE_NOT_AVAILABLE')
    expect(() => readSendResponse(answer(), ABOUT)).toThrow(
      'Cannot read the header of SEND_MESSAGE_V2: msgId is missing',
    )
    const ext = { msgId: 'A', queueId: '2', queueOffset: '99999999999999999999' }
    expect(() => readSendResponse(answer({ ext }), ABOUT)).toThrow('instead of a 64-bit integer')
  })
})

describe('a pull', () => {
  const header = { ...place, consumerGroup: 'g', queueOffset: 2n ** 53n + 1n, maxMsgNums: 32 }

  it('has no flags when nothing is asked beside messages', () => {
    expect(pullMessageRequest(header)).toEqual({
      code: 11,
      ext: {
        consumerGroup: 'g',
        topic: 't',
        queueId: '2',
        queueOffset: '9007199254740993',
        maxMsgNums: '32',
        sysFlag: '0',
        commitOffset: '0',
        suspendTimeoutMillis: '0',
        subVersion: '0',
        bname: 'b',
      },
    })
  })

  it('has a flag each for committing, waiting, its subscription, and being lite', () => {
    const subscription = subscriptionData({ topic: 't', expression: 'a', version: 3 })
    const full = { ...header, commitOffset: 0n, suspendTimeoutMs: 15_000, subscription }
    expect(litePullMessageRequest(full)).toMatchObject({
      code: 361,
      ext: {
        sysFlag: String(1 | 2 | 4 | 16),
        suspendTimeoutMillis: '15000',
        subscription: 'a',
        expressionType: 'TAG',
        subVersion: '3',
      },
    })
  })

  it.each([
    [0, 'found', 1],
    [19, 'noNewMessage', 0],
    [20, 'noMatch', 0],
    [21, 'offsetIllegal', 0],
  ])('answered with %i is %s', (code, status, count) => {
    const ext = {
      suggestWhichBrokerId: '1',
      nextBeginOffset: '9007199254740995',
      minOffset: '0',
      maxOffset: '9007199254740996',
    }
    const result = readPullResponse(answer({ code, ext, body: HAND_MADE_V1 }), ABOUT, options)
    expect(result).toMatchObject({
      status,
      nextBeginOffset: 9007199254740995n,
      maxOffset: 9007199254740996n,
      suggestWhichBrokerId: 1,
    })
    expect(result.messages).toHaveLength(count)
    expect(result.messages[0]?.systemProperties['MAX_OFFSET'] ?? '9007199254740996').toBe(
      '9007199254740996',
    )
  })

  it('answered with another code is an error', () => {
    expect(() => readPullResponse(answer({ code: 24 }), ABOUT, options)).toThrow(
      'SUBSCRIPTION_NOT_EXIST',
    )
  })
})

describe('offsets', () => {
  it('of a new group are told apart from 0 and from a failure', () => {
    const request = queryConsumerOffsetRequest({ ...place, consumerGroup: 'g' })
    expect(request).toEqual({
      code: 14,
      ext: { consumerGroup: 'g', topic: 't', queueId: '2', bname: 'b', setZeroIfNotFound: 'false' },
    })
    const found = answer({ ext: { offset: '0' } })
    expect(readQueryConsumerOffsetResponse(found, ABOUT)).toBe(0n)
    expect(readQueryConsumerOffsetResponse(answer({ code: 22 }), ABOUT)).toBeUndefined()
    expect(() => readQueryConsumerOffsetResponse(answer({ code: 1 }), ABOUT)).toThrow()
  })

  it('are stored unless an administrator has reset them', () => {
    const request = updateConsumerOffsetRequest({ ...place, consumerGroup: 'g' }, 2n ** 62n)
    expect(request.ext).toMatchObject({ commitOffset: '4611686018427387904' })
    expect(readUpdateConsumerOffsetResponse(answer(), ABOUT)).toBe(true)
    const ignored = answer({ remark: 'Offset has been previously reset' })
    expect(readUpdateConsumerOffsetResponse(ignored, ABOUT)).toBe(false)
  })

  it('of a queue’s ends and of a time are asked for', () => {
    expect(maxOffsetRequest(place).ext).toMatchObject({
      topic: 't',
      queueId: '2',
      committed: 'true',
    })
    expect(minOffsetRequest({ ...place, isLogicalQueue: true })).toEqual({
      code: 31,
      ext: { topic: 't', queueId: '2', bname: 'b', lo: 'true' },
    })
    expect(searchOffsetRequest(place, 5, 'upper').ext).toMatchObject({
      timestamp: '5',
      boundaryType: 'upper',
    })
    const body = answer({ ext: { offset: '12' } })
    expect(readOffsetResponse(REQUEST_CODE.GET_MAX_OFFSET, body, ABOUT)).toBe(12n)
  })

  it('have a time of the oldest message, unless the queue is empty', () => {
    expect(earliestStoreTimeRequest(place).code).toBe(32)
    const at = (timestamp: string) =>
      readEarliestStoreTimeResponse(answer({ ext: { timestamp } }), ABOUT)
    expect(at('1700000000000')).toBe(1_700_000_000_000)
    expect(at('-1')).toBeUndefined()
  })
})

describe('the running info of a consumer', () => {
  it('comes back as it was', () => {
    const info = {
      properties: { PROP_CONSUMEORDERLY: 'false' },
      subscriptions: [subscriptionData({ topic: 't', expression: 'a', version: 3 })],
      queues: [
        [
          { topic: 't', brokerName: 'b', queueId: 0 },
          {
            commitOffset: 2n ** 62n,
            cachedMsgMinOffset: 1n,
            cachedMsgMaxOffset: 2n,
            cachedMsgCount: 3,
            cachedMsgSizeInMiB: 4,
            locked: true,
            tryUnlockTimes: 0n,
            lastLockTimestamp: 5,
            droped: false,
            lastPullTimestamp: 6,
            lastConsumeTimestamp: 7,
          },
        ],
      ],
      statuses: new Map([
        [
          't',
          {
            pullRT: 0.5,
            pullTPS: 1,
            consumeRT: 2,
            consumeOKTPS: 3,
            consumeFailedTPS: 4,
            consumeFailedMsgs: 5n,
          },
        ],
      ]),
      jstack: 'at …',
    } as const
    expect(decodeConsumerRunningInfo(encodeConsumerRunningInfo(info))).toEqual(info)
  })
})
