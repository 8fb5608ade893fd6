import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { ClientInstance } from '../../src/client/client-instance.js'
import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import { TRANSACTION_STATE } from '../../src/transaction/transaction-listener.js'
import { createTransactionProducer } from '../../src/transaction/transaction-producer.js'
import { uniqueName } from '../integration/rocketmq-server.js'
import {
  commitRollbackAsk,
  eventsOf,
  halfMessage,
  Producers,
  readAll,
} from '../integration/transactions.js'
import { JavaPeer } from '../peer/java-peer.js'
import { deferred } from '../transaction/setup.js'

const WITHIN_MS = 120_000

/** Its own servers, which let nobody in without a signature, and are killed here. */
describe('transactions and faults', () => {
  let server: RocketMQServer
  let peer: JavaPeer
  const producers = new Producers()
  beforeAll(async () => {
    server = await createRocketMQ({ acl: true })
    await server.start()
    const { nameServerAddress, credentials } = server
    peer = await JavaPeer.start({ nameServerAddress, credentials })
  }, WITHIN_MS)
  afterEach(() => producers.close())
  afterAll(async () => {
    await peer.close()
    await server.dispose()
  })

  const access = () => ({
    nameServers: server.nameServerAddress,
    connection: {
      acl: server.credentials,
      reconnect: { initialDelayMs: 50, maxDelayMs: 500 },
      requestTimeoutMs: 2000,
    },
  })

  it(
    'are committed, rolled back, and asked about, all of it signed',
    async () => {
      await expect(commitRollbackAsk(peer, access())).resolves.toEqual(['asked', 'yes'])
    },
    WITHIN_MS,
  )

  it(
    'a producer that vanishes between half message and end: its successor answers',
    async () => {
      const topic = uniqueName('transaction')
      const group = uniqueName('g')
      const client = new ClientInstance(access())
      const ending = deferred<'commit'>()
      // Its local transaction never ends, and it says no good-bye: as the broker sees it, it was killed.
      const killed = createTransactionProducer<unknown>({
        ...{ group, client },
        listener: createSimpleTransactionListener({ execute: () => ending.promise }),
      })
      await killed.start()
      const stored = eventsOf(killed, ({ type }) => type === 'halfStored')
      const sent = killed.sendMessageInTransaction(halfMessage(topic, 'orphan'))
      const [half] = await stored
      await client.close()

      const listener = createSimpleTransactionListener({ check: 'commit' })
      const successor = await producers.start({ ...access(), group, listener })
      await eventsOf(successor, (event) => event.type === 'ended')
      expect(listener.checked).toMatchObject([
        { uniqueId: half && 'transactionId' in half ? half.transactionId : 'none' },
      ])
      expect(await readAll(peer, successor, topic, ['orphan'])).toEqual(['orphan'])
      ending.resolve('commit')
      await expect(sent).resolves.toMatchObject({ isEndSent: false })
      await killed.close()
    },
    WITHIN_MS,
  )

  it(
    'a broker that is killed and comes back between half message and end',
    async () => {
      const topic = uniqueName('transaction')
      const listener = createSimpleTransactionListener({
        execute: async () => {
          await server.brokers[0].restart()
          return TRANSACTION_STATE.COMMIT
        },
      })
      const producer = await producers.start({
        ...access(),
        ...{ group: uniqueName('g'), listener, transaction: { localTimeoutMs: WITHIN_MS } },
      })
      const result = await producer.sendMessageInTransaction(halfMessage(topic, 'survivor'))
      // Where the end did not arrive, the broker asks, and the checker commits as well.
      if (!result.isEndSent) await eventsOf(producer, (event) => event.type === 'ended')

      expect(result).toMatchObject({ status: 'SEND_OK', isCommit: true })
      expect(await readAll(peer, producer, topic, ['survivor'])).toEqual(['survivor'])
    },
    WITHIN_MS,
  )

  it(
    'a broker that is gone when the transaction ends: the send is none the worse, and the broker asks',
    async () => {
      const topic = uniqueName('transaction')
      const [broker] = server.brokers
      const listener = createSimpleTransactionListener({
        execute: async () => {
          await broker.kill()
          return TRANSACTION_STATE.COMMIT
        },
      })
      const producer = await producers.start({ ...access(), group: uniqueName('g'), listener })
      const result = await producer.sendMessageInTransaction(halfMessage(topic, 'patient'))
      expect(result).toMatchObject({ status: 'SEND_OK', isCommit: true })
      const asked = eventsOf(producer, (event) => event.type === 'ended' && event.isFromCheck)
      await broker.restart()
      await asked

      expect(await readAll(peer, producer, topic, ['patient'])).toEqual(['patient'])
      expect(listener.checked).toHaveLength(1)
    },
    WITHIN_MS,
  )
})
