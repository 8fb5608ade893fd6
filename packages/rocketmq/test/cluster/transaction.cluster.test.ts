import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import { sharedNameServer, uniqueName } from '../integration/rocketmq-server.js'
import { eventsOf, halfMessage, Producers, readAll } from '../integration/transactions.js'
import { JavaPeer } from '../peer/java-peer.js'

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
    'is asked again after an unknown, with a rising count',
    async () => {
      const topic = uniqueName('transaction')
      const counts: number[] = []
      const producer = await producers.start({
        nameServers: sharedNameServer(),
        group: uniqueName('g'),
        listener: {
          ...createSimpleTransactionListener({ execute: 'unknown' }),
          checkLocalTransaction: (_message, { checkTimes }) => {
            counts.push(checkTimes)
            return checkTimes === 1 ? 'unknown' : 'commit'
          },
        },
      })
      const ended = eventsOf(producer, (event) => event.type === 'ended' && event.isFromCheck, 2)
      await producer.sendMessageInTransaction(halfMessage(topic, 'twice'))
      await ended

      expect(counts).toEqual([1, 2])
      expect(await readAll(peer, producer, topic, ['twice'])).toEqual(['twice'])
    },
    WITHIN_MS,
  )

  it(
    'answers for a producer of its group that is gone, without having sent anything',
    async () => {
      const topic = uniqueName('transaction')
      const group = uniqueName('g')
      const first = await start(createSimpleTransactionListener({ execute: 'unknown' }), group)
      const { transactionId } = await first.sendMessageInTransaction(halfMessage(topic, 'orphan'))
      await first.close()

      const listener = createSimpleTransactionListener({ check: 'commit' })
      const second = await start(listener, group)
      await eventsOf(second, (event) => event.type === 'ended')
      expect(listener.checked).toMatchObject([{ uniqueId: transactionId, topic }])
      expect(await readAll(peer, second, topic, ['orphan'])).toEqual(['orphan'])
    },
    WITHIN_MS,
  )

  it(
    'answers for transactions of the official client in its group',
    async () => {
      const topic = uniqueName('transaction')
      const group = uniqueName('g')
      const { sent } = await peer.transact({
        ...{ group, localState: 'UNKNOW', checks: 0 },
        messages: [{ topic, body: 'from Java', keys: 'java' }],
      })
      const listener = createSimpleTransactionListener({ check: 'commit' })
      const producer = await start(listener, group)
      await eventsOf(producer, (event) => event.type === 'ended')

      expect(listener.checked).toMatchObject([{ uniqueId: sent[0]?.msgId, keys: ['java'] }])
      expect(await readAll(peer, producer, topic, ['from Java'])).toEqual(['from Java'])
    },
    WITHIN_MS,
  )
})
