import { describe, expect, it } from '@jest/globals'

import { compressionCodecs } from '../../src/protocol/compression.js'
import {
  checkClientConfigRequest,
  consumerListRequest,
  readCheckClientConfigResponse,
  readConsumerListResponse,
  unregisterClientRequest,
} from '../../src/protocol/requests/client-life.js'
import { clusterInfoRequest, readClusterInfoResponse } from '../../src/protocol/requests/cluster.js'
import {
  queryMessageRequest,
  readQueryMessageResponse,
  readViewMessageResponse,
  viewMessageRequest,
} from '../../src/protocol/requests/find-messages.js'
import { heartbeatRequest, readHeartbeatResponse } from '../../src/protocol/requests/heartbeat.js'
import {
  deleteKvConfigRequest,
  getKvConfigRequest,
  putKvConfigRequest,
  readGetKvConfigResponse,
} from '../../src/protocol/requests/kv-config.js'
import {
  lockQueuesRequest,
  readLockQueuesResponse,
  readUnlockQueuesResponse,
  unlockQueuesRequest,
} from '../../src/protocol/requests/queue-locks.js'
import {
  readRecallMessageResponse,
  recallMessageRequest,
} from '../../src/protocol/requests/recall.js'
import { sendBackRequest } from '../../src/protocol/requests/send-back.js'
import {
  createTopicRequest,
  deleteTopicInBrokerRequest,
  deleteTopicInNameServerRequest,
  readTopicListResponse,
  topicListRequest,
} from '../../src/protocol/requests/topics.js'
import {
  endTransactionRequest,
  readCheckTransactionRequest,
} from '../../src/protocol/requests/transaction.js'
import { subscriptionData } from '../../src/protocol/subscription-data.js'
import { ABOUT, answer, bodyText } from './answers.js'
import { HAND_MADE_V1, record } from './stored-record.js'

const options = { codecs: compressionCodecs(), maxBodyBytes: 1024 }
const queue = { topic: 't', brokerName: 'b', queueId: 1 }

describe('a heartbeat', () => {
  const consumer = {
    groupName: 'g',
    consumeType: 'CONSUME_PASSIVELY',
    messageModel: 'CLUSTERING',
    consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
    subscriptions: [subscriptionData({ topic: 't', expression: 'hello', version: 7 })],
    unitMode: false,
  } as const
  const data = { clientId: 'c@1', producers: ['p'], consumers: [consumer] }

  it('has the names that brokers read', () => {
    const request = heartbeatRequest(data)
    expect(request.code).toBe(34)
    expect(JSON.parse(bodyText(request))).toEqual({
      clientID: 'c@1',
      producerDataSet: [{ groupName: 'p' }],
      consumerDataSet: [
        {
          groupName: 'g',
          consumeType: 'CONSUME_PASSIVELY',
          messageModel: 'CLUSTERING',
          consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
          subscriptionDataSet: [
            {
              classFilterMode: false,
              topic: 't',
              subString: 'hello',
              tagsSet: ['hello'],
              codeSet: [99162322],
              subVersion: 7,
              expressionType: 'TAG',
            },
          ],
          unitMode: false,
        },
      ],
      heartbeatFingerprint: 0,
      withoutSub: false,
    })
  })

  it('of version 2 has a fingerprint that only groups and subscriptions change', () => {
    const print = (value: typeof data, kind: 'full' | 'withoutSubscriptions' = 'full') =>
      (JSON.parse(bodyText(heartbeatRequest(value, kind))) as { heartbeatFingerprint: number })
        .heartbeatFingerprint
    const later = {
      ...consumer,
      subscriptions: [subscriptionData({ topic: 't', expression: 'hello', version: 8 })],
    }
    expect(print(data)).not.toBe(0)
    expect(print({ ...data, clientId: 'other', consumers: [later] } as never)).toBe(print(data))
    expect(print(data, 'withoutSubscriptions')).toBe(print(data))
    expect(print({ ...data, producers: ['q'] })).not.toBe(print(data))
  })

  it('without subscriptions says so and has none', () => {
    const body = JSON.parse(bodyText(heartbeatRequest(data, 'withoutSubscriptions'))) as {
      withoutSub: boolean
      consumerDataSet: { subscriptionDataSet: unknown[] }[]
    }
    expect(body.withoutSub).toBe(true)
    expect(body.consumerDataSet[0]?.subscriptionDataSet).toEqual([])
  })

  it('is answered with what the broker can and wants', () => {
    expect(readHeartbeatResponse(answer(), ABOUT)).toEqual({
      supportsVersion2: false,
      subscriptionsChanged: false,
    })
    const ext = { IS_SUPPORT_HEART_BEAT_V2: 'true', IS_SUB_CHANGE: 'TRUE' }
    expect(readHeartbeatResponse(answer({ ext }), ABOUT)).toEqual({
      supportsVersion2: true,
      subscriptionsChanged: true,
    })
  })
})

describe('requests about clients', () => {
  it('unregister names the groups that end', () => {
    expect(unregisterClientRequest({ clientId: 'c', producerGroup: 'p' })).toEqual({
      code: 35,
      ext: { clientID: 'c', producerGroup: 'p' },
    })
  })

  it('the members of a group: those in the answer, none when the broker knows nobody', () => {
    expect(consumerListRequest('g')).toEqual({ code: 38, ext: { consumerGroup: 'g' } })
    const body = '{"consumerIdList":["b@2","a@1"]}'
    expect(readConsumerListResponse(answer({ body }), ABOUT)).toEqual(['b@2', 'a@1'])
    const nobody = answer({ code: 1, remark: 'no consumer for this group, g' })
    expect(readConsumerListResponse(nobody, ABOUT)).toEqual([])
    const broken = answer({ code: 1, remark: 'disk full' })
    expect(() => readConsumerListResponse(broken, ABOUT)).toThrow('disk full')
  })

  it('checking a subscription sends the whole of it', () => {
    const subscription = subscriptionData({
      topic: 't',
      type: 'SQL92',
      expression: 'a',
      version: 1,
    })
    const request = checkClientConfigRequest({ clientId: 'c', group: 'g', subscription })
    expect(JSON.parse(bodyText(request))).toEqual({
      clientId: 'c',
      group: 'g',
      subscriptionData: { ...subscription },
    })
    expect(() => readCheckClientConfigResponse(answer(), ABOUT)).not.toThrow()
    const wrong = answer({ code: 23, remark: 'no viable alternative' })
    expect(() => readCheckClientConfigResponse(wrong, ABOUT)).toThrow('SUBSCRIPTION_PARSE_FAILED')
  })

  it('all brokers come by name and by cluster', () => {
    expect(clusterInfoRequest()).toEqual({ code: 106 })
    const body =
      '{"brokerAddrTable":{"b":{"brokerAddrs":{0:"h:1"},"brokerName":"b","cluster":"C"}},"clusterAddrTable":{"C":["b"]}}'
    const info = readClusterInfoResponse(answer({ body }), ABOUT)
    expect(info.brokers.get('b')?.brokerAddrs).toEqual(new Map([[0, 'h:1']]))
    expect(info.clusters).toEqual(new Map([['C', ['b']]]))
  })
})

describe('requests about topics and values', () => {
  it('creating a topic says everything as text', () => {
    const attributes = { 'message.type': 'FIFO', 'cleanup.policy': undefined }
    expect(createTopicRequest({ topic: 't', readQueueNums: 4, attributes })).toEqual({
      code: 17,
      ext: {
        topic: 't',
        defaultTopic: 'TBW102',
        readQueueNums: '4',
        writeQueueNums: '8',
        perm: '6',
        topicFilterType: 'SINGLE_TAG',
        topicSysFlag: '0',
        order: 'false',
        attributes: '+message.type=FIFO,-cleanup.policy',
      },
    })
  })

  it('deleting a topic is for brokers and for name servers', () => {
    expect(deleteTopicInBrokerRequest('t')).toEqual({ code: 215, ext: { topic: 't' } })
    expect(deleteTopicInNameServerRequest('t', 'C')).toEqual({
      code: 216,
      ext: { topic: 't', clusterName: 'C' },
    })
  })

  it('all topics, or those of a cluster', () => {
    expect(topicListRequest()).toEqual({ code: 206 })
    expect(topicListRequest('C')).toEqual({ code: 224, ext: { cluster: 'C' } })
    expect(readTopicListResponse(answer({ body: '{"topicList":["a","b"]}' }), ABOUT)).toEqual([
      'a',
      'b',
    ])
  })

  it('a value that nobody stored is undefined', () => {
    expect(putKvConfigRequest('n', 'k', 'v').ext).toEqual({ namespace: 'n', key: 'k', value: 'v' })
    expect(getKvConfigRequest('n', 'k')).toEqual({ code: 101, ext: { namespace: 'n', key: 'k' } })
    expect(deleteKvConfigRequest('n', 'k').code).toBe(102)
    expect(readGetKvConfigResponse(answer({ ext: { value: 'v' } }), ABOUT)).toBe('v')
    expect(readGetKvConfigResponse(answer({ code: 22 }), ABOUT)).toBeUndefined()
  })
})

describe('requests of consumers', () => {
  it('lock and unlock queues by name', () => {
    const lock = { consumerGroup: 'g', clientId: 'c', queues: [queue] }
    const body = { consumerGroup: 'g', clientId: 'c', onlyThisBroker: false, mqSet: [queue] }
    expect(JSON.parse(bodyText(lockQueuesRequest(lock)))).toEqual(body)
    expect(JSON.parse(bodyText(unlockQueuesRequest(lock)))).toEqual(body)
    const answered = answer({
      body: '{"lockOKMQSet":[{"brokerName":"b","queueId":1,"topic":"t"}]}',
    })
    expect(readLockQueuesResponse(answered, ABOUT)).toEqual([queue])
    expect(() => readUnlockQueuesResponse(answer({ code: 1 }), ABOUT)).toThrow('UNLOCK_BATCH_MQ')
  })

  it.each([
    ['brokerDecides', '0'],
    ['deadLetter', '-1'],
    [{ level: 3 }, '3'],
  ] as const)('giving a message back with %j sends the level %s', (delay, delayLevel) => {
    const header = {
      group: 'g',
      originTopic: 't',
      originMsgId: 'id',
      commitLogOffset: 2n ** 53n + 1n,
    }
    expect(
      sendBackRequest({ ...header, delay, maxReconsumeTimes: 16, brokerName: 'b' }).ext,
    ).toEqual({
      group: 'g',
      originTopic: 't',
      originMsgId: 'id',
      offset: '9007199254740993',
      delayLevel,
      unitMode: 'false',
      maxReconsumeTimes: '16',
      bname: 'b',
    })
  })

  it('look messages up by key, and drop those that only share its hash', () => {
    const query = { topic: 'T', key: 'k1', maxNum: 32, beginTimestamp: 0, endTimestamp: 9 }
    expect(queryMessageRequest({ ...query, by: 'uniqueId' }).ext).toEqual({
      topic: 'T',
      key: 'k1',
      maxNum: '32',
      beginTimestamp: '0',
      endTimestamp: '9',
      _UNIQUE_KEY_QUERY: 'true',
    })
    const body = Buffer.concat([
      record({ properties: 'KEYS\u0001k0 k1\u0002' }),
      record({ properties: 'KEYS\u0001k11\u0002' }),
      record({ topic: 'U', properties: 'KEYS\u0001k1\u0002' }),
    ])
    const found = readQueryMessageResponse(answer({ body }), ABOUT, query, options)
    expect(found.map(({ keys }) => keys)).toEqual([['k0', 'k1']])
    expect(readQueryMessageResponse(answer({ code: 22 }), ABOUT, query, options)).toEqual([])
  })

  it('view a message by its place, which may be empty', () => {
    expect(viewMessageRequest(4660n, 'T1')).toEqual({
      code: 33,
      ext: { offset: '4660', topic: 'T1' },
    })
    expect(readViewMessageResponse(answer({ body: HAND_MADE_V1 }), ABOUT, options)?.topic).toBe(
      'T1',
    )
    const gone = answer({ code: 1, remark: 'can not find message by the offset, 4660' })
    expect(readViewMessageResponse(gone, ABOUT, options)).toBeUndefined()
    const broken = answer({ code: 1, remark: 'other' })
    expect(() => readViewMessageResponse(broken, ABOUT, options)).toThrow('SYSTEM_ERROR')
  })
})

describe('requests of transactions and timers', () => {
  it.each([
    ['commit', '8'],
    ['rollback', '12'],
    ['unknown', '0'],
  ] as const)('end a transaction with %s as %s', (end, commitOrRollback) => {
    const header = {
      producerGroup: 'p',
      tranStateTableOffset: 5n,
      commitLogOffset: 4660n,
      end,
      fromTransactionCheck: true,
      msgId: 'U',
      brokerName: 'b',
    }
    expect(endTransactionRequest(header)).toEqual({
      code: 37,
      ext: {
        producerGroup: 'p',
        tranStateTableOffset: '5',
        commitLogOffset: '4660',
        commitOrRollback,
        fromTransactionCheck: 'true',
        msgId: 'U',
        bname: 'b',
      },
    })
  })

  it('a broker’s question has the message and the offsets to answer with', () => {
    const ext = {
      tranStateTableOffset: '5',
      commitLogOffset: '4660',
      transactionId: 'X',
      bname: 'b',
    }
    const check = readCheckTransactionRequest({ code: 39, ext, body: HAND_MADE_V1 }, options)
    expect(check).toMatchObject({
      tranStateTableOffset: 5n,
      commitLogOffset: 4660n,
      transactionId: 'X',
      msgId: '7F00000100002A9F0000000000001234',
      brokerName: 'b',
    })
    expect(check.message.body.toString()).toBe('hi')
    expect(() => readCheckTransactionRequest({ code: 39, ext }, options)).toThrow('no message')
    const noOffset = { code: 39, ext: { commitLogOffset: '1' }, body: HAND_MADE_V1 }
    expect(() => readCheckTransactionRequest(noOffset, options)).toThrow(
      'the header of CHECK_TRANSACTION_STATE: tranStateTableOffset is missing',
    )
  })

  it('a recall names topic and handle, and answers with the unique id', () => {
    expect(recallMessageRequest({ topic: 't', recallHandle: 'h', brokerName: 'b' })).toEqual({
      code: 370,
      ext: { topic: 't', recallHandle: 'h', bname: 'b' },
    })
    expect(readRecallMessageResponse(answer({ ext: { msgId: 'U' } }), ABOUT)).toBe('U')
    expect(() => readRecallMessageResponse(answer({ code: 604 }), ABOUT)).toThrow(
      'ILLEGAL_OPERATION',
    )
  })
})
