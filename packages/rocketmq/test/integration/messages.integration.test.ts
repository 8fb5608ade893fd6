import { afterEach, describe, expect, it } from '@jest/globals'

import { ClientInstance } from '../../src/client/client-instance.js'
import { createMessage, type MessageInput } from '../../src/message/message.js'
import { encodeBatch } from '../../src/protocol/batch.js'
import { compressionCodecs, zlibCodec } from '../../src/protocol/compression.js'
import { encodeMessageProperties } from '../../src/protocol/message-properties.js'
import { parseOffsetMessageId } from '../../src/protocol/offset-message-id.js'
import {
  type MessageQuery,
  queryMessageRequest,
  readQueryMessageResponse,
  readViewMessageResponse,
  viewMessageRequest,
} from '../../src/protocol/requests/find-messages.js'
import { pullMessageRequest, readPullResponse } from '../../src/protocol/requests/pull.js'
import {
  readSendResponse,
  sendBatchRequest,
  type SendMessageHeader,
  sendMessageRequest,
  sendMessageV1Request,
} from '../../src/protocol/requests/send.js'
import { subscriptionData } from '../../src/protocol/subscription-data.js'
import { compressionSysFlag } from '../../src/protocol/sys-flag.js'
import { UniqueIdGenerator } from '../../src/protocol/unique-message-id.js'
import type { RemotingRequest } from '../../src/remoting/command.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const OPTIONS = { codecs: compressionCodecs(), maxBodyBytes: 8 * 1024 * 1024, checkCrc: true }
const ids = new UniqueIdGenerator({
  ip: '127.0.0.1',
  processId: process.pid,
  seed: Math.floor(Math.random() * 2 ** 32),
  now: Date.now,
})

const instances: ClientInstance[] = []
afterEach(async () => {
  await Promise.all(instances.splice(0).map((instance) => instance.close()))
})

/** A topic of its own, of one queue, at the only broker. */
async function setup() {
  const instance = new ClientInstance({ nameServers: sharedNameServer() })
  instances.push(instance)
  instance.acquire()
  const { data } = await instance.routes.route('TBW102')
  const address = instance.routes.masterAddress(data.brokerDatas[0]!.brokerName)
  const topic = uniqueName('messages')
  const invoke = (request: RemotingRequest) =>
    instance.remoting.invoke(address, request, { timeoutMs: 5000 })
  const subject = { address, topic }
  const header = (sysFlag = 0): Omit<SendMessageHeader, 'properties'> => ({
    producerGroup: uniqueName('p'),
    topic,
    defaultTopicQueueNums: 1,
    queueId: 0,
    sysFlag,
    bornTimestamp: Date.now(),
    flag: 7,
  })
  /** A broker hands out at once what its queue has so far: asks until all have come. */
  const pullAll = async (wanted = 1) => {
    const subscription = subscriptionData({ topic, expression: '*', version: 1 })
    const place = { consumerGroup: uniqueName('g'), topic, queueId: 0 }
    const pull = async (queueOffset: bigint) => {
      const limits = { maxMsgNums: 32, suspendTimeoutMs: 3000 }
      const request = pullMessageRequest({ ...place, queueOffset, ...limits, subscription })
      return readPullResponse(await invoke(request), subject, OPTIONS)
    }
    const first = await pull(0n)
    const messages = [...first.messages]
    for (let last = first; messages.length < wanted; messages.push(...last.messages)) {
      last = await pull(last.nextBeginOffset)
    }
    return { ...first, messages }
  }
  return { invoke, subject, topic, header, pullAll }
}

const message = (topic: string, change: Partial<MessageInput> = {}) =>
  createMessage({ topic, body: '消息 😀', tags: 'paid', keys: ['k1', 'k2'], ...change })

describe('a message at a real broker', () => {
  it('comes back byte by byte, with all its properties, by whichever send it went', async () => {
    const { invoke, subject, topic, header, pullAll } = await setup()
    const sent = message(topic, { properties: { 颜色: '红', empty_ish: ' ' }, shardingKey: 's' })
    const uniqueIds = [ids.next(), ids.next()]
    const [first, second] = uniqueIds.map((id) => encodeMessageProperties(sent, id))
    const v2 = sendMessageRequest({ ...header(), properties: first! }, sent.body)
    const v1 = sendMessageV1Request({ ...header(), properties: second! }, sent.body)
    const stored = [
      readSendResponse(await invoke(v2), subject),
      readSendResponse(await invoke(v1), subject),
    ]
    const { messages, status, maxOffset } = await pullAll()

    expect([status, maxOffset]).toEqual(['found', 2n])
    expect(stored.map(({ transactionId }) => transactionId)).toEqual(uniqueIds)
    messages.forEach((received, at) => {
      expect(received).toMatchObject({
        ...sent,
        body: Buffer.from(sent.body),
        flag: 7,
        uniqueId: uniqueIds[at],
        msgId: uniqueIds[at],
        offsetMsgId: stored[at]!.offsetMsgIds[0],
        queueOffset: BigInt(at),
        bodyError: undefined,
      })
    })
    expect(messages).toHaveLength(2)
  })

  it('goes with others in a batch, and each has its own id and offset', async () => {
    const { invoke, subject, topic, header, pullAll } = await setup()
    const uniqueIds = Array.from({ length: 20 }, () => ids.next())
    const members = uniqueIds.map((id, at) => {
      const each = message(topic, { body: `body ${at}` })
      return { flag: at, body: each.body, properties: encodeMessageProperties(each, id) }
    })
    const request = sendBatchRequest({ ...header(), properties: '' }, encodeBatch(members))
    const { offsetMsgIds } = readSendResponse(await invoke(request), subject)
    const { messages } = await pullAll(members.length)

    expect(messages.map(({ body, flag }) => [body.toString(), flag])).toEqual(
      members.map((_member, at) => [`body ${at}`, at]),
    )
    expect(messages.map(({ uniqueId }) => uniqueId)).toEqual(uniqueIds)
    expect(messages.map(({ offsetMsgId }) => offsetMsgId)).toEqual(offsetMsgIds)
  })

  it('of 3 MB travels compressed and arrives as it was', async () => {
    const { invoke, subject, topic, header, pullAll } = await setup()
    const body = Buffer.alloc(3_000_000, 'compress me ')
    const properties = encodeMessageProperties(message(topic), ids.next())
    const small = Buffer.from(await zlibCodec.compress(body, 5))
    const flagged = { ...header(compressionSysFlag('zlib')), properties }
    readSendResponse(await invoke(sendMessageRequest(flagged, small)), subject)
    const [received] = (await pullAll()).messages

    expect(received?.body.equals(body)).toBe(true)
    expect(received?.storeSize).toBeLessThan(20_000)
  })

  it('is viewed by its place and found by its unique id', async () => {
    const { invoke, subject, topic, header, pullAll } = await setup()
    const uniqueId = ids.next()
    const properties = encodeMessageProperties(message(topic), uniqueId)
    const request = sendMessageRequest({ ...header(), properties }, Buffer.from('x'))
    const { offsetMsgIds } = readSendResponse(await invoke(request), subject)
    await pullAll()
    const { storeHost, commitLogOffset } = parseOffsetMessageId(offsetMsgIds[0]!)
    const viewed = await invoke(viewMessageRequest(commitLogOffset, topic))

    expect(storeHost).toBe(subject.address)
    expect(readViewMessageResponse(viewed, subject, OPTIONS)).toMatchObject({ topic, uniqueId })

    const query: MessageQuery = {
      topic,
      key: uniqueId,
      by: 'uniqueId',
      maxNum: 32,
      beginTimestamp: 0,
      endTimestamp: Date.now() + 60_000,
    }
    const look = async () =>
      readQueryMessageResponse(await invoke(queryMessageRequest(query)), subject, query, OPTIONS)
    let found = await look()
    // The broker writes its index a moment after the message; the test's own limit ends this.
    while (found.length === 0) found = await look()
    expect(found).toMatchObject([{ uniqueId }])
  })

  it('that the broker refuses is an error with the broker’s own words', async () => {
    const { invoke, subject, header } = await setup()
    const request = sendMessageRequest(
      { ...header(), topic: 'SCHEDULE_TOPIC_XXXX', properties: '' },
      Buffer.from('x'),
    )
    const refused = await invoke(request)
    expect(() => readSendResponse(refused, subject)).toThrow('SEND_MESSAGE_V2')
  })
})
