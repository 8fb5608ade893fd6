import { afterEach, describe, expect, it } from '@jest/globals'

import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import { createTransactionMessage } from '../../src/transaction/transaction-message.js'
import {
  createTransactionProducer,
  type TransactionProducer,
} from '../../src/transaction/transaction-producer.js'
import { ScriptedServer } from '../scripted-server.js'
import { CODE } from './scripted-broker.js'
import { setup, tearDown } from './setup.js'

afterEach(tearDown)

const message = createTransactionMessage({ topic: 'T', body: 'b' })
const listener = createSimpleTransactionListener()

describe('a transaction producer', () => {
  it('names each wrong setting', () => {
    const create = (transaction: object) => () =>
      createTransactionProducer({ nameServers: 'a:1', group: 'g', listener, transaction })

    expect(create({ localTimeoutMs: 0 })).toThrow(
      /Transaction settings: localTimeoutMs: must be at least 1, got 0/,
    )
    expect(create({ topics: ['a b'] })).toThrow(/topics\.0: "a b" may only have/)
    expect(create({ maxCheck: 1 })).toThrow(/did you mean maxChecks\?/)
    expect(() => createTransactionProducer({ nameServers: 'a:1', group: 'a b', listener })).toThrow(
      /Producer settings: group: "a b" may only have/,
    )
  })

  it('says that it is not started, or closed', async () => {
    const producer = createTransactionProducer({ nameServers: 'a:1', group: 'g', listener })
    await expect(producer.sendMessageInTransaction(message)).rejects.toMatchObject({
      code: 'ROCKETMQ_NOT_STARTED',
    })
    await producer.close()

    await expect(producer.sendMessageInTransaction(message)).rejects.toMatchObject({
      code: 'ROCKETMQ_CLOSED',
    })
    await expect(producer.start()).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
  })

  it('starts while no name server is there', async () => {
    const server = await ScriptedServer.start()
    await server.stop()
    const producer = createTransactionProducer({
      ...{ nameServers: server.address, group: 'g', listener },
      connection: { requestTimeoutMs: 100 },
    })

    await expect(producer.start()).resolves.toBeUndefined()
    await producer.close()
  })

  it('is not harmed by a listener of its events that throws', async () => {
    const { producer } = await setup(listener)
    producer.on(() => {
      throw new Error('a defect')
    })

    await expect(producer.sendMessageInTransaction(message)).resolves.toMatchObject({
      isCommit: true,
      isEndSent: true,
    })
  })

  it('leaves nothing behind at a client that others go on using', async () => {
    const { producer, client, check, nameServer } = await setup(
      listener,
      { transaction: { topics: ['T'] } },
      { routeRefreshIntervalMs: 100 },
    )
    const release = client.acquire()
    client.registerProducer('others')
    await producer.close()
    const questions = () =>
      nameServer.requests.filter(
        ({ extFields }) => extFields['topic'] === 'RMQ_SYS_TRANS_HALF_TOPIC',
      )
    const before = questions().length
    check({ transactionId: 'ID1' })
    const refreshes = nameServer.requests.length
    await nameServer.until((requests) => requests.length >= refreshes + 3)
    await client.heartbeat()

    expect(questions()).toHaveLength(before)
    expect(producer.stats().checksAsked).toBe(0)
    await release()
  })

  it('is refused beside another one of its group at one client, until that one is closed', async () => {
    const { producer, client, check, awaited } = await setup(listener, {
      transaction: { topics: ['T'] },
    })
    const release = client.acquire()
    const another = () => createTransactionProducer({ client, group: 'g', listener })
    const second = another()
    await expect(second.start()).rejects.toMatchObject({
      code: 'ROCKETMQ_CONFIG_INVALID',
      issues: [{ path: 'group', message: expect.stringContaining('transaction producer of g') }],
    })
    await second.close()
    check({ transactionId: 'ID1' })
    await awaited(CODE.end)
    expect(producer.stats().checksAsked).toBe(1)

    await producer.close()
    const third = another()
    await expect(third.start()).resolves.toBeUndefined()
    await third.close()
    await release()
  })

  it('takes the argument that its listener wants, and none where it wants none', () => {
    const claims = (producers: {
      readonly withOrder: TransactionProducer<{ readonly id: number }>
      readonly without: TransactionProducer
    }) => [
      () => producers.withOrder.sendMessageInTransaction(message, { id: 1 }),
      // @ts-expect-error -- the order is missing
      () => producers.withOrder.sendMessageInTransaction(message),
      () => producers.without.sendMessageInTransaction(message),
      () => producers.without.sendMessageInTransaction(message, undefined, { timeoutMs: 1 }),
      // @ts-expect-error -- nobody asks for it
      () => producers.without.sendMessageInTransaction(message, { id: 1 }),
    ]

    expect(claims).toBeInstanceOf(Function)
  })
})
