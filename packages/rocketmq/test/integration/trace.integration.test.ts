import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { createConsumer, reconsumeLater } from '../../src/index.js'
import { createMessage } from '../../src/message/message.js'
import { createProducer, type Producer } from '../../src/producer/producer.js'
import { encodeTrace } from '../../src/trace/trace-encoder.js'
import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import type { JavaTraceContext } from '../peer/java-messages.js'
import { JavaPeer } from '../peer/java-peer.js'
import { sendRecalled } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'
import { halfMessage, Producers } from './transactions.js'

const WITHIN_MS = 60_000
const TRACE_TOPIC = 'RMQ_SYS_TRACE_TOPIC'

describe('traces on a real broker', () => {
  let peer: JavaPeer
  const transactionProducers = new Producers()
  const producers: Producer[] = []
  beforeAll(async () => {
    peer = await JavaPeer.start()
  }, WITHIN_MS)
  afterEach(async () => {
    await transactionProducers.close()
    await Promise.all(producers.splice(0).map((producer) => producer.close()))
  })
  afterAll(() => peer.close())

  /** The records about a message, found by its key as RocketMQ's console does it, read by the official client. */
  async function tracesOf(key: string, topic = TRACE_TOPIC): Promise<readonly JavaTraceContext[]> {
    for (;;) {
      // The broker's index is behind by some milliseconds.
      const found = await peer.find(topic, key)
      const texts = found.map(({ body }) => body.toString())
      const contexts = await Promise.all(texts.map((text) => peer.decodeTrace(text)))
      const about = contexts.flat().filter(({ messages }) => messages[0]?.msgId === key)
      if (about.length > 0) return about
    }
  }

  it(
    'of sends are found by id, and read by RocketMQ’s own reader',
    async () => {
      const topic = uniqueName('traced')
      const group = uniqueName('g')
      const producer = createProducer({ nameServers: sharedNameServer(), group, trace: {} })
      producers.push(producer)
      await producer.start()
      const normal = await producer.send(
        createMessage({ topic, body: 'hello', tags: 'a', keys: ['k1', 'k2'] }),
      )
      const delayed = await producer.send(createMessage({ topic, body: 'later', delayLevel: 1 }))
      await producer.close()

      const [pub] = await tracesOf(normal.msgId)
      expect(pub).toMatchObject({ type: 'Pub', group, isSuccess: true, regionId: 'DefaultRegion' })
      expect(pub?.messages).toMatchObject([
        {
          ...{ topic, msgId: normal.msgId, offsetMsgId: normal.offsetMsgId, tags: 'a' },
          ...{ keys: 'k1 k2', storeHost: normal.brokerAddress, bodyLength: 5 },
          ...{ msgType: 'Normal_Msg', clientHost: producer.clientId },
        },
      ])
      const [later] = await tracesOf(delayed.msgId)
      expect(later?.messages).toMatchObject([{ msgType: 'Delay_Msg', tags: '', keys: '' }])
      expect(later?.timestamp).toBeGreaterThanOrEqual(pub?.timestamp ?? Infinity)
    },
    WITHIN_MS,
  )

  it(
    'of a message that was taken back tell of its send and its recall',
    async () => {
      const topic = uniqueName('traced')
      const group = uniqueName('g')
      const producer = createProducer({ nameServers: sharedNameServer(), group, trace: {} })
      producers.push(producer)
      await producer.start()
      const { msgId } = await sendRecalled(producer, topic)
      await producer.close()
      let traces: readonly JavaTraceContext[] = []
      // They may have gone with different batches, each of which is found in its own time.
      while (traces.length < 2) traces = await tracesOf(msgId)
      const about = { topic, msgId }
      expect(traces).toMatchObject([
        { type: 'Pub', group, isSuccess: true, messages: [{ ...about, msgType: 'Delay_Msg' }] },
        { type: 'Recall', group, isSuccess: true, messages: [about] },
      ])
    },
    WITHIN_MS,
  )

  it(
    'of a transaction tell of the half message and of its end',
    async () => {
      const topic = uniqueName('traced')
      const group = uniqueName('g')
      const producer = await transactionProducers.start({
        ...{ nameServers: sharedNameServer(), group, trace: {} },
        listener: createSimpleTransactionListener({ execute: 'rollback' }),
      })
      const { msgId, brokerAddress } = await producer.sendMessageInTransaction(
        halfMessage(topic, 'order'),
      )
      await producer.close()
      expect(producer.stats().trace).toEqual({ pending: 0, sent: 2, dropped: 0, failed: 0 })

      const traces = await tracesOf(msgId)
      expect(traces).toMatchObject([
        { type: 'Pub', group, messages: [{ topic, msgType: 'Trans_Msg_Half', keys: 'order' }] },
        {
          type: 'EndTransaction',
          group,
          messages: [
            {
              ...{ topic, msgId, tags: 'paid', keys: 'order', storeHost: brokerAddress },
              ...{ transactionId: msgId, transactionState: 'ROLLBACK_MESSAGE', isFromCheck: false },
            },
          ],
        },
      ])
    },
    WITHIN_MS,
  )

  it(
    'of a consumer tell of each message before and after its listener',
    async () => {
      const topic = uniqueName('traced')
      const group = uniqueName('g')
      const producer = createProducer({ nameServers: sharedNameServer(), group: uniqueName('g') })
      producers.push(producer)
      await producer.start()
      const { msgId } = await producer.send({ topic, body: 'x', keys: 'k' })
      const consumer = createConsumer({
        ...{ nameServers: sharedNameServer(), group, consumeFrom: 'first', trace: {} },
      })
      const consumed = new Promise<void>((resolve) => {
        consumer.subscribe(topic, () => {
          resolve()
          return reconsumeLater('deadLetter')
        })
      })
      await consumer.start()
      await consumed
      await consumer.close()
      expect(consumer.stats().trace).toEqual({ pending: 0, sent: 2, dropped: 0, failed: 0 })

      const [before, after] = await tracesOf(msgId)
      expect([before, after]).toMatchObject([
        {
          ...{ type: 'SubBefore', group },
          messages: [{ msgId, keys: 'k', retryTimes: 0 }],
        },
        { type: 'SubAfter', group, isSuccess: false, contextCode: 4, messages: [{ msgId }] },
      ])
      expect(after?.requestId).toBe(before?.requestId)
    },
    WITHIN_MS,
  )

  it(
    'go to a topic of one’s own, in full batches, and are never traced themselves',
    async () => {
      const topic = uniqueName('traces')
      const traced = uniqueName('traced')
      const producer = createProducer({
        ...{ nameServers: sharedNameServer(), group: uniqueName('g') },
        trace: { topic, maxBatchRecords: 10 },
      })
      producers.push(producer)
      await producer.start()
      const bodies = Array.from({ length: 30 }, (_, index) => String(index))
      const sent = await Promise.all(
        bodies.map((body) => producer.send(createMessage({ topic: traced, body }))),
      )
      await producer.close()

      const messages = await peer.consume({ topic, group: uniqueName('reader'), count: 3 }).done
      const texts = messages.map(({ body }) => body.toString())
      const contexts = await Promise.all(texts.map((text) => peer.decodeTrace(text)))
      expect(contexts.map(({ length }) => length)).toEqual([10, 10, 10])
      expect(
        contexts
          .flat()
          .map(({ messages: [about] }) => about?.msgId)
          .sort(),
      ).toEqual(sent.map(({ msgId }) => msgId).sort())
      expect(contexts.flat().every(({ messages: [about] }) => about?.topic === traced)).toBe(true)
    },
    WITHIN_MS,
  )

  it('of every other kind are read by RocketMQ’s own reader as well', async () => {
    const origin = { timestampMs: 1000, regionId: 'r', group: 'g', msgId: 'ID1' }
    const call = { ...origin, requestId: 'R', keys: [] }
    const text = [
      encodeTrace({ ...origin, type: 'Recall', topic: 't', isSuccess: true }),
      encodeTrace({ ...call, type: 'SubBefore', retryTimes: 2, clientHost: 'c' }),
      encodeTrace({ ...call, type: 'SubAfter', costMs: 7, isSuccess: false, outcome: 'failed' }),
    ]
      .map((encoded) => encoded.text)
      .join('')

    expect(await peer.decodeTrace(text)).toMatchObject([
      { type: 'Recall', group: 'g', isSuccess: true, messages: [{ topic: 't', msgId: 'ID1' }] },
      { type: 'SubBefore', requestId: 'R', messages: [{ msgId: 'ID1', retryTimes: 2, keys: '' }] },
      {
        type: 'SubAfter',
        costMs: 7,
        isSuccess: false,
        contextCode: 4,
        group: 'g',
        timestamp: 1000,
      },
    ])
  })
})
