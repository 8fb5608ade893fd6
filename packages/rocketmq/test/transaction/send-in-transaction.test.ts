import { afterEach, describe, expect, it } from '@jest/globals'

import type { Message } from '../../src/message/message.js'
import { createMessage } from '../../src/message/message.js'
import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import type { LocalTransactionContext } from '../../src/transaction/transaction-listener.js'
import { TRANSACTION_STATE } from '../../src/transaction/transaction-listener.js'
import { createTransactionMessage } from '../../src/transaction/transaction-message.js'
import { routeBody } from '../scripted-cluster.js'
import { ScriptedServer } from '../scripted-server.js'
import { answerLikeABroker, CODE, OFFSET_ID, sendAnswer } from './scripted-broker.js'
import { deferred, setup, tearDown } from './setup.js'

afterEach(tearDown)

const message = createTransactionMessage({ topic: 'T', body: 'order', tags: 'paid', keys: 'k' })
const propertiesOf = (ext: Readonly<Record<string, string>> | undefined) =>
  Object.fromEntries(
    (ext?.['i'] ?? '')
      .split('\u0002')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split('\u0001')),
  ) as Readonly<Record<string, string>>

describe('sendMessageInTransaction', () => {
  it('sends a half message, runs the local transaction, and commits by the offsets of the answer', async () => {
    const asked: [Message, { id: number }, LocalTransactionContext][] = []
    const { producer, seen, awaited } = await setup<{ id: number }>({
      executeLocalTransaction: (half, arg, context) => {
        asked.push([half, arg, context])
        return 'commit'
      },
      checkLocalTransaction: () => 'unknown',
    })
    const result = await producer.sendMessageInTransaction(message, { id: 7 })
    const [end] = await awaited(CODE.end)
    const [half] = seen(CODE.send)

    const properties = propertiesOf(half?.extFields)
    expect(half?.extFields).toMatchObject({ a: 'g', b: 'T', f: '4' })
    expect(properties).toMatchObject({ TRAN_MSG: 'true', PGROUP: 'g', TAGS: 'paid', KEYS: 'k' })
    expect(end).toMatchObject({ flag: 2, code: 37 })
    expect(end?.extFields).toEqual({
      producerGroup: 'g',
      tranStateTableOffset: '77',
      commitLogOffset: '4660',
      commitOrRollback: '8',
      fromTransactionCheck: 'false',
      msgId: properties['UNIQ_KEY'],
      transactionId: properties['UNIQ_KEY'],
      topic: 'T',
      bname: 'broker-a',
    })
    expect(result).toMatchObject({
      ...{ status: 'SEND_OK', state: 'commit', isEndSent: true, error: undefined },
      ...{ isCommit: true, isRollback: false, isUnknown: false },
      ...{ msgId: properties['UNIQ_KEY'], transactionId: properties['UNIQ_KEY'] },
      ...{ offsetMsgId: OFFSET_ID, queueOffset: 77n },
    })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject([
      { topic: 'T', tags: 'paid', uniqueId: result.msgId },
      { id: 7 },
      { transactionId: result.transactionId },
    ])
    expect(producer.stats()).toMatchObject({ halfStored: 1, committed: 1, runningTransactions: 0 })
  })

  it('is known to the broker by heartbeat before the first half message', async () => {
    const { producer, broker } = await setup(createSimpleTransactionListener())
    await producer.sendMessageInTransaction(message)

    const codes = broker.requests.map(({ code }) => code)
    expect(codes.indexOf(CODE.heartbeat)).toBeLessThan(codes.indexOf(CODE.send))
    expect(codes).toContain(CODE.heartbeat)
  })

  it.each([
    ['rollback', '12', { isRollback: true }],
    ['unknown', '0', { isUnknown: true }],
  ] as const)('tells the broker %s as %s', async (state, code, expected) => {
    const { producer, awaited } = await setup(createSimpleTransactionListener({ execute: state }))
    const result = await producer.sendMessageInTransaction(message)
    const [end] = await awaited(CODE.end)

    expect(end?.extFields['commitOrRollback']).toBe(code)
    expect(result).toMatchObject({ state, isCommit: false, isEndSent: true, ...expected })
  })

  it('rolls back, without the local transaction, what is stored less safely than set up', async () => {
    const listener = createSimpleTransactionListener()
    const { producer, broker, awaited } = await setup(listener)
    broker.use({
      onRequest: (peer, request) => {
        if (request.code !== CODE.send) answerLikeABroker(peer, request)
        else peer.answer(request.opaque, { code: 12, ext: sendAnswer() })
      },
    })
    const result = await producer.sendMessageInTransaction(message)
    const [end] = await awaited(CODE.end)

    expect(result).toMatchObject({ status: 'FLUSH_SLAVE_TIMEOUT', state: 'rollback' })
    expect(end?.extFields['commitOrRollback']).toBe('12')
    expect(listener.executed).toEqual([])
  })

  it('counts what the local transaction throws as unknown, and says why', async () => {
    const { producer, awaited, failures } = await setup(
      createSimpleTransactionListener({
        execute: () => {
          throw new Error('the database is gone')
        },
      }),
    )
    const result = await producer.sendMessageInTransaction(message)
    const [end] = await awaited(CODE.end)

    expect(end?.extFields['commitOrRollback']).toBe('0')
    expect(result).toMatchObject({ state: 'unknown', isEndSent: true })
    expect(result.error).toMatchObject({
      code: 'ROCKETMQ_TRANSACTION_LOCAL_FAILED',
      topic: 'T',
      transactionId: result.msgId,
      cause: { message: 'the database is gone' },
      isRetriable: false,
    })
    expect(result.error?.message).toContain('the database is gone')
    expect(failures()).toEqual([result.error])
    expect(producer.stats()).toMatchObject({ listenerFailed: 1, unknown: 1 })
  })

  it.each([undefined, 'COMMIT', null, true])(
    'counts the answer %j of a listener as unknown, and says so',
    async (answer) => {
      const { producer, failures } = await setup(
        createSimpleTransactionListener({ execute: () => answer as 'commit' }),
      )

      await expect(producer.sendMessageInTransaction(message)).resolves.toMatchObject({
        state: 'unknown',
        error: { code: 'ROCKETMQ_TRANSACTION_STATE_INVALID' },
      })
      expect(failures()[0]?.message).toMatch(/must return "commit", "rollback" or "unknown"/)
      expect(producer.stats().listenerInvalid).toBe(1)
    },
  )

  it('stops waiting for a local transaction when its time is up, and takes no late answer', async () => {
    const { promise, resolve } = deferred<'commit'>()
    const signals: AbortSignal[] = []
    const { producer, seen } = await setup(
      {
        executeLocalTransaction: (_half, _arg, { signal }) => {
          signals.push(signal)
          return promise
        },
        checkLocalTransaction: () => 'unknown',
      },
      { transaction: { localTimeoutMs: 20 } },
    )
    const result = await producer.sendMessageInTransaction(message)
    resolve('commit')
    await producer.close()

    expect(result).toMatchObject({
      state: 'unknown',
      error: { code: 'ROCKETMQ_TRANSACTION_TIMEOUT', isRetriable: true },
    })
    expect(result.error?.message).toMatch(
      /executeLocalTransaction .* within 20 ms \(localTimeoutMs\)/,
    )
    expect(signals[0]?.aborted).toBe(true)
    expect(signals[0]?.reason).toBe(result.error)
    expect(seen(CODE.end).map(({ extFields }) => extFields['commitOrRollback'])).toEqual(['0'])
    expect(producer.stats().listenerTimedOut).toBe(1)
  })

  it('is no failed send when the end cannot be handed over: the broker will ask', async () => {
    const { producer, loseBroker, failures } = await setup(
      createSimpleTransactionListener({
        execute: async () => {
          await loseBroker()
          return 'commit' as const
        },
      }),
    )
    const result = await producer.sendMessageInTransaction(message)

    expect(result).toMatchObject({
      status: 'SEND_OK',
      state: 'commit',
      isCommit: true,
      isEndSent: false,
      error: { code: 'ROCKETMQ_TRANSACTION_COMMIT_FAILED', isRetriable: true },
    })
    expect(result.error?.message).toMatch(/The half message is stored; the broker will ask/)
    expect(failures()).toEqual([result.error])
    expect(producer.stats()).toMatchObject({ endsFailed: 1, committed: 0 })
  })

  it('says rollback where that is what could not be handed over, and nothing of an unknown', async () => {
    for (const [state, code] of [
      ['rollback', 'ROCKETMQ_TRANSACTION_ROLLBACK_FAILED'],
      ['unknown', undefined],
    ] as const) {
      const { producer, loseBroker } = await setup(
        createSimpleTransactionListener({
          execute: async () => {
            await loseBroker()
            return state
          },
        }),
      )
      const result = await producer.sendMessageInTransaction(message)
      expect([result.isEndSent, result.error?.code]).toEqual([false, code])
    }
  })

  it('goes to the server that has become the broker’s master meanwhile', async () => {
    const { producer, routes, client, seen } = await setup(
      createSimpleTransactionListener({
        execute: async () => {
          routes.set('T', routeBody({ 'broker-a': successor.address }))
          await client.routes.refresh('T')
          return TRANSACTION_STATE.COMMIT
        },
      }),
    )
    const successor = await ScriptedServer.start()
    const { isEndSent } = await producer.sendMessageInTransaction(message)
    await successor.until((requests) => requests.some(({ code }) => code === CODE.end))
    await producer.close()
    await successor.stop()

    expect([isEndSent, seen(CODE.end)]).toEqual([true, []])
  })

  it('has the half message stored even when the broker’s id for it cannot be read', async () => {
    const { producer, broker } = await setup(createSimpleTransactionListener())
    broker.use({
      onRequest: (peer, request) => {
        if (request.code !== CODE.send) answerLikeABroker(peer, request)
        else peer.answer(request.opaque, { ext: sendAnswer({ msgId: 'none' }) })
      },
    })

    await expect(producer.sendMessageInTransaction(message)).resolves.toMatchObject({
      state: 'commit',
      isEndSent: false,
      error: {
        code: 'ROCKETMQ_TRANSACTION_COMMIT_FAILED',
        cause: { code: 'ROCKETMQ_DECODE_FAILED' },
      },
    })
  })

  it('does not run the local transaction when the half message is not stored', async () => {
    const listener = createSimpleTransactionListener()
    const { producer, broker, failures } = await setup(listener, { retries: 0 })
    broker.use({
      onRequest: (peer, request) => {
        if (request.code !== CODE.send) answerLikeABroker(peer, request)
        else peer.answer(request.opaque, { code: 16, remark: 'transactions are rejected' })
      },
    })

    const sent = producer.sendMessageInTransaction(message)
    await expect(sent).rejects.toMatchObject({
      code: 'ROCKETMQ_TRANSACTION_HALF_FAILED',
      details: { topic: 'T', mayBeStored: false },
      message: expect.stringContaining('transactions are rejected'),
      isRetriable: false,
    })
    expect(failures()).toHaveLength(1)
    expect(listener.executed).toEqual([])
    expect(producer.stats()).toMatchObject({ halfFailed: 1, halfStored: 0 })
  })

  it('says that a half message without an answer may be stored', async () => {
    const { producer, broker } = await setup(createSimpleTransactionListener(), {
      sendTimeoutMs: 50,
    })
    broker.use({
      onRequest: (peer, request) => {
        if (request.code !== CODE.send) answerLikeABroker(peer, request)
      },
    })

    await expect(producer.sendMessageInTransaction(message)).rejects.toMatchObject({
      code: 'ROCKETMQ_TRANSACTION_HALF_FAILED',
      transactionId: expect.stringMatching(/^[\dA-F]{32}/),
      details: { mayBeStored: true },
      isRetriable: true,
    })
  })

  it.each([{ delayLevel: 1 }, { delayMs: 1000 }, { deliverAtMs: 1 }])(
    'refuses a message with the delay %j',
    async (delay) => {
      const { producer, seen } = await setup(createSimpleTransactionListener())
      const delayed = createMessage({ topic: 'T', body: 'b', ...delay })

      await expect(producer.sendMessageInTransaction(delayed)).rejects.toMatchObject({
        code: 'ROCKETMQ_MESSAGE_INVALID',
      })
      expect(() => createTransactionMessage({ topic: 'T', body: 'b', ...delay })).toThrow(
        /cannot be delayed/,
      )
      expect(seen(CODE.send)).toEqual([])
    },
  )

  it('waits at its end for what runs, tells the broker, and takes nothing new', async () => {
    const { promise, resolve } = deferred<'commit'>()
    const begun = deferred<undefined>()
    const { producer, awaited, seen, client } = await setup({
      executeLocalTransaction: () => {
        begun.resolve(undefined)
        return promise
      },
      checkLocalTransaction: () => 'unknown',
    })
    const sent = producer.sendMessageInTransaction(message)
    await begun.promise
    expect(producer.stats().runningTransactions).toBe(1)
    const closed = producer.close()
    await expect(producer.sendMessageInTransaction(message)).rejects.toMatchObject({
      code: 'ROCKETMQ_CLOSED',
    })
    await expect(producer.send(message)).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
    // Time enough for a good-bye that does not wait.
    for (let times = 0; times < 3; times += 1) await client.heartbeat()
    expect(seen(CODE.unregister)).toEqual([])
    resolve('commit')
    await closed

    await expect(sent).resolves.toMatchObject({ isCommit: true, isEndSent: true })
    await awaited(CODE.end)
    const [goodBye] = await awaited(CODE.unregister)
    expect(goodBye?.extFields).toMatchObject({ producerGroup: 'g' })
    expect(producer.close()).toBe(closed)
    await expect(producer.start()).resolves.toBeUndefined()
  })

  it('sends ordinary messages too', async () => {
    const { producer, seen } = await setup(createSimpleTransactionListener())
    await expect(producer.send(message)).resolves.toMatchObject({ status: 'SEND_OK' })

    expect(seen(CODE.send)[0]?.extFields).toMatchObject({ f: '0' })
    expect(propertiesOf(seen(CODE.send)[0]?.extFields)).not.toHaveProperty('TRAN_MSG')
  })
})
