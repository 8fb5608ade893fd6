import { afterEach, describe, expect, it } from '@jest/globals'

import type { MessageExt } from '../../src/message/message-ext.js'
import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import type {
  TransactionCheckContext,
  TransactionListener,
} from '../../src/transaction/transaction-listener.js'
import { createTransactionMessage } from '../../src/transaction/transaction-message.js'
import { routeBody } from '../scripted-cluster.js'
import { CODE } from './scripted-broker.js'
import { deferred, nextEvent, setup, tearDown } from './setup.js'

afterEach(tearDown)

const known = { transaction: { topics: ['T'] } }
const answeredBy = (
  checkLocalTransaction: TransactionListener['checkLocalTransaction'],
): TransactionListener => ({ executeLocalTransaction: () => 'unknown', checkLocalTransaction })

describe('a check of a broker', () => {
  it('is answered by a producer that has sent nothing, with the offsets of the question', async () => {
    const asked: [MessageExt, TransactionCheckContext][] = []
    const { check, awaited, broker, producer } = await setup(
      answeredBy((message, context) => {
        asked.push([message, context])
        return 'commit'
      }),
      known,
    )
    check({ transactionId: 'ID1', times: '3' })
    const [end] = await awaited(CODE.end)

    expect(end).toMatchObject({ flag: 2 })
    expect(end?.extFields).toEqual({
      producerGroup: 'g',
      tranStateTableOffset: '9007199254740993',
      commitLogOffset: '4660',
      commitOrRollback: '8',
      fromTransactionCheck: 'true',
      msgId: 'ID1',
      transactionId: 'ID1',
      topic: 'T',
      bname: 'broker-a',
    })
    expect(asked).toMatchObject([
      [
        { topic: 'T', uniqueId: 'ID1', brokerName: 'broker-a' },
        { transactionId: 'ID1', checkTimes: 3, brokerAddress: broker.address },
      ],
    ])
    expect(asked[0]?.[0].body.toString()).toBe('half')
    await producer.close()
    expect(producer.stats()).toMatchObject({ checksAsked: 1, checksCommitted: 1, runningChecks: 0 })
  })

  it('comes from every broker that holds half messages, without any topic being named', async () => {
    const { awaited, client, routes, broker } = await setup(
      createSimpleTransactionListener(),
      {},
      { routeRefreshIntervalMs: 100 },
    )
    expect(client.routes.topics()).toEqual([])
    routes.set('RMQ_SYS_TRANS_HALF_TOPIC', routeBody({ 'broker-a': broker.address }))
    const [heartbeat] = await awaited(CODE.heartbeat)

    expect(JSON.parse(String(heartbeat?.body))).toMatchObject({
      producerDataSet: [{ groupName: 'g' }],
    })
  })

  it.each([
    ['rollback', '12'],
    ['unknown', '0'],
  ] as const)('is told %s as %s', async (state, code) => {
    const listener = createSimpleTransactionListener({ check: state })
    const { check, awaited } = await setup(listener, known)
    check({ transactionId: 'ID1' })

    expect((await awaited(CODE.end))[0]?.extFields['commitOrRollback']).toBe(code)
    expect(listener.checked.map(({ uniqueId }) => uniqueId)).toEqual(['ID1'])
  })

  it('of another group is left to others', async () => {
    const listener = createSimpleTransactionListener()
    const { check, awaited, producer } = await setup(listener, known)
    check({ transactionId: 'ID1', group: 'other' })
    check({ transactionId: 'ID2' })
    const ends = await awaited(CODE.end)

    expect(ends.map(({ extFields }) => extFields['msgId'])).toEqual(['ID2'])
    expect(listener.checked).toHaveLength(1)
    expect(producer.stats().checksAsked).toBe(1)
  })

  it('counts what the listener throws, or takes too long for, as unknown, and says why', async () => {
    const { check, awaited, failures } = await setup(
      answeredBy((_message, { transactionId }) => {
        if (transactionId === 'ID1') throw new Error('no database')
        return new Promise(() => undefined)
      }),
      { transaction: { topics: ['T'], checkTimeoutMs: 20 } },
    )
    check({ transactionId: 'ID1' })
    check({ transactionId: 'ID2' })
    const ends = await awaited(CODE.end, 2)

    expect(ends.map(({ extFields }) => extFields['commitOrRollback'])).toEqual(['0', '0'])
    expect(failures()).toMatchObject([
      { code: 'ROCKETMQ_TRANSACTION_CHECK_FAILED', transactionId: 'ID1', topic: 'T' },
      { code: 'ROCKETMQ_TRANSACTION_TIMEOUT', transactionId: 'ID2' },
    ])
    expect(failures()[0]?.message).toContain('no database')
    expect(failures()[1]?.message).toMatch(/checkLocalTransaction .* \(checkTimeoutMs\)/)
  })

  it('that cannot be read is told of, and the next one is answered', async () => {
    const { check, awaited, failures } = await setup(createSimpleTransactionListener(), known)
    check({ transactionId: 'ID1', body: Buffer.from('garbage') })
    check({ transactionId: 'ID2' })
    await awaited(CODE.end)

    expect(failures()).toMatchObject([
      { code: 'ROCKETMQ_TRANSACTION_CHECK_FAILED', transactionId: 'ID1', topic: 'T' },
    ])
    expect(failures()[0]?.message).toMatch(/cannot be read/)
  })

  it('is answered unknown, without the listener, while its local transaction runs here', async () => {
    const { promise, resolve } = deferred<'commit'>()
    const listener = createSimpleTransactionListener({ execute: () => promise, check: 'rollback' })
    const { check, awaited, producer } = await setup(listener, known)
    const stored = nextEvent(producer, ({ type }) => type === 'halfStored')
    const message = createTransactionMessage({ topic: 'T', body: 'b', uniqueId: 'MINE' })
    const sent = producer.sendMessageInTransaction(message)
    await stored
    check({ transactionId: 'MINE' })
    const [end] = await awaited(CODE.end)
    expect(end?.extFields).toMatchObject({ commitOrRollback: '0', fromTransactionCheck: 'true' })
    expect(listener.checked).toEqual([])

    resolve('commit')
    await sent
    check({ transactionId: 'MINE' })
    expect((await awaited(CODE.end, 3))[2]?.extFields['commitOrRollback']).toBe('12')
  })

  it('waits for its turn, is not taken twice, and is dropped where there is no room', async () => {
    const answers: ((state: 'commit') => void)[] = []
    const { check, awaited, producer, events } = await setup(
      answeredBy(() => new Promise((resolve) => answers.push(resolve))),
      { transaction: { topics: ['T'], maxConcurrentChecks: 2, maxPendingChecks: 1 } },
    )
    const dropped = nextEvent(producer, (event) => 'reason' in event && event.reason === 'full')
    for (const transactionId of ['ID1', 'ID2', 'ID1', 'ID3', 'ID4']) check({ transactionId })
    await expect(dropped).resolves.toMatchObject({ transactionId: 'ID4' })
    expect(answers).toHaveLength(2)
    expect(producer.stats()).toMatchObject({
      ...{ runningChecks: 2, waitingChecks: 1, checksAsked: 5, checksDropped: 2 },
    })

    answers[0]?.('commit')
    await awaited(CODE.end, 1)
    const again = nextEvent(producer, ({ type }) => type === 'checkAsked')
    check({ transactionId: 'ID1' })
    await again
    answers[1]?.('commit')
    answers[2]?.('commit')
    const third = await awaited(CODE.end, 3)
    answers[3]?.('commit')
    await awaited(CODE.end, 4)

    expect(third.map(({ extFields }) => extFields['msgId']).sort()).toEqual(['ID1', 'ID2', 'ID3'])
    expect(events.flatMap((event) => ('reason' in event ? [event.reason] : []))).toEqual([
      'duplicate',
      'full',
    ])
  })

  it('ends in a rollback once the listener has said unknown as often as maxChecks', async () => {
    const { check, awaited } = await setup(createSimpleTransactionListener({ check: 'unknown' }), {
      transaction: { topics: ['T'], maxChecks: 2 },
    })
    check({ transactionId: 'ID1', times: '1' })
    await awaited(CODE.end, 1)
    check({ transactionId: 'ID1', times: '2' })
    const ends = await awaited(CODE.end, 2)

    expect(ends.map(({ extFields }) => extFields['commitOrRollback'])).toEqual(['0', '12'])
  })

  it('is no reason to roll back when the listener could not answer at all', async () => {
    const { check, awaited } = await setup(
      answeredBy(() => Promise.reject(new Error('no database'))),
      { transaction: { topics: ['T'], maxChecks: 1 } },
    )
    check({ transactionId: 'ID1', times: '9' })

    expect((await awaited(CODE.end))[0]?.extFields['commitOrRollback']).toBe('0')
  })

  it('that runs is waited for at the end; those that wait, and those that come, are dropped', async () => {
    const answer = deferred<'commit'>()
    const { check, seen, producer, events, client } = await setup(
      answeredBy(() => answer.promise),
      { transaction: { topics: ['T'], maxConcurrentChecks: 1 } },
    )
    const asked = (id: string) =>
      nextEvent(producer, (event) => event.type === 'checkAsked' && event.transactionId === id)
    const second = asked('ID2')
    check({ transactionId: 'ID1' })
    check({ transactionId: 'ID2' })
    await second
    const closed = producer.close()
    const third = asked('ID3')
    check({ transactionId: 'ID3' })
    await third
    // Time enough for a good-bye that does not wait.
    for (let times = 0; times < 3; times += 1) await client.heartbeat()
    expect(seen(CODE.unregister)).toEqual([])
    answer.resolve('commit')
    await closed

    expect(events.filter(({ type }) => type === 'checkDropped')).toMatchObject([
      { transactionId: 'ID2', reason: 'closing' },
      { transactionId: 'ID3', reason: 'closing' },
    ])
    expect(seen(CODE.end).map(({ extFields }) => extFields['msgId'])).toEqual(['ID1'])
  })

  it('that does not say how often it came counts as the first', async () => {
    const counts: number[] = []
    const { check, awaited } = await setup(
      answeredBy((_message, { checkTimes }) => {
        counts.push(checkTimes)
        return 'commit'
      }),
      known,
    )
    check({ transactionId: 'ID1' })
    check({ transactionId: 'ID2', times: 'often' })
    await awaited(CODE.end, 2)

    expect(counts).toEqual([1, 1])
  })

  it('names the topic and the group as brokers know them, and the topic as users do', async () => {
    const listener = createSimpleTransactionListener()
    const { check, awaited, routes, broker, producer } = await setup(
      listener,
      { namespace: 'ns', transaction: { topics: ['U'] } },
      { routeRefreshIntervalMs: 100 },
    )
    for (const topic of ['ns%U', 'ns%T']) {
      routes.set(topic, routeBody({ 'broker-a': broker.address }))
    }
    await awaited(CODE.heartbeat)
    check({ transactionId: 'ID1', group: 'ns%g', topic: 'ns%T' })
    const [end] = await awaited(CODE.end)
    await producer.sendMessageInTransaction(createTransactionMessage({ topic: 'T', body: 'b' }))
    const [, own] = await awaited(CODE.end, 2)

    expect(end?.extFields).toMatchObject({ producerGroup: 'ns%g', topic: 'ns%T' })
    expect(own?.extFields).toMatchObject({ producerGroup: 'ns%g', topic: 'ns%T' })
    expect(listener.checked[0]?.topic).toBe('T')
    expect(listener.executed[0]?.topic).toBe('T')
  })
})
