import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import { JavaPeer } from '../peer/java-peer.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'
import { eventsOf, halfMessage, Producers, readAll } from './transactions.js'

const WITHIN_MS = 60_000

/** The shared broker asks after 1 s, then every 2 s, 3 times. */
describe('transactions on a real broker', () => {
  const producers = new Producers()
  let peer: JavaPeer
  beforeAll(async () => {
    peer = await JavaPeer.start()
  }, WITHIN_MS)
  afterEach(() => producers.close())
  afterAll(() => peer.close())

  const start = (
    listener: ReturnType<typeof createSimpleTransactionListener>,
    group = uniqueName('g'),
  ) => producers.start({ nameServers: sharedNameServer(), group, listener })

  it(
    'hands out what is committed, byte by byte, and never what is rolled back',
    async () => {
      const topic = uniqueName('transaction')
      const listener = createSimpleTransactionListener({
        execute: ({ keys }) => (keys[0] === 'committed' ? 'commit' : 'rollback'),
      })
      const producer = await start(listener)
      const rolledBack = await producer.sendMessageInTransaction(halfMessage(topic, 'rolled-back'))
      const committed = await producer.sendMessageInTransaction(halfMessage(topic, 'committed'))
      expect(rolledBack).toMatchObject({ status: 'SEND_OK', isRollback: true, isEndSent: true })
      expect(committed).toMatchObject({ status: 'SEND_OK', isCommit: true, isEndSent: true })

      const consumption = peer.consume({ topic, group: uniqueName('reader') })
      const message = await consumption.first(({ keys }) => keys === 'committed')
      expect(message).toMatchObject({
        ...{ topic, tags: 'paid', msgId: committed.msgId, transactionId: committed.transactionId },
        properties: { by: 'test', UNIQ_KEY: committed.msgId, PGROUP: expect.any(String) },
      })
      expect(message.body.toString()).toBe('committed')
      await consumption.stop()
      expect(await readAll(peer, producer, topic, ['committed'])).toEqual(['committed'])
      expect(listener.checked).toEqual([])
    },
    WITHIN_MS,
  )

  it(
    'is asked about what is unknown, and the answer decides',
    async () => {
      const topic = uniqueName('transaction')
      const listener = createSimpleTransactionListener({
        execute: 'unknown',
        check: ({ keys }) => (keys[0] === 'yes' ? 'commit' : 'rollback'),
      })
      const producer = await start(listener)
      const ended = eventsOf(producer, (event) => event.type === 'ended' && event.isFromCheck, 2)
      const yes = await producer.sendMessageInTransaction(halfMessage(topic, 'yes'))
      await producer.sendMessageInTransaction(halfMessage(topic, 'no'))
      expect(yes).toMatchObject({ isUnknown: true, isEndSent: true })
      await ended

      expect(await readAll(peer, producer, topic, ['yes'])).toEqual(['yes'])
      const [first] = listener.checked
      expect(listener.checked.map(({ keys }) => keys[0]).sort()).toEqual(['no', 'yes'])
      expect(first).toMatchObject({ topic, tags: 'paid', properties: { by: 'test' } })
      expect(listener.checked.find(({ keys }) => keys[0] === 'yes')?.uniqueId).toBe(
        yes.transactionId,
      )
    },
    WITHIN_MS,
  )

  it(
    'asks about a local transaction that threw',
    async () => {
      const topic = uniqueName('transaction')
      const listener = createSimpleTransactionListener({
        execute: () => {
          throw new Error('the database is gone')
        },
        check: 'commit',
      })
      const producer = await start(listener)
      const ended = eventsOf(producer, (event) => event.type === 'ended' && event.isFromCheck)
      await expect(
        producer.sendMessageInTransaction(halfMessage(topic, 'thrown')),
      ).resolves.toMatchObject({
        isUnknown: true,
        error: { code: 'ROCKETMQ_TRANSACTION_LOCAL_FAILED' },
      })
      await ended
      expect(await readAll(peer, producer, topic, ['thrown'])).toEqual(['thrown'])
    },
    WITHIN_MS,
  )
})
