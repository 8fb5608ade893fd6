import type { Delivery, Duration, JobStart, TransitionOutcome } from '@arq/core'
import { task } from '@arq/core'
import { ManualClock, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { latch, setup } from './setup.js'

type Begin = (start: JobStart) => Promise<TransitionOutcome>

/** A worker whose first questions for a start hang, until they are answered. */
async function setupAsking(hanging = 1) {
  const clock = new ManualClock()
  const runs: string[] = []
  const counted = task('counted', async (ctx) => {
    runs.push(`${ctx.workerId === other?.workerId ? 'other' : 'this'} ${String(ctx.jobTry)}`)
  })
  let other: Worker<object> | undefined
  const arq = await setup({ functions: [counted] }, { clock })
  const { store } = arq
  const asked = latch()
  const answer = latch()
  let left = hanging
  const hang = async (ask: () => Promise<TransitionOutcome>): Promise<TransitionOutcome> => {
    left -= 1
    if (left < 0) return ask()
    const outcome = await ask()
    asked.open()
    await answer.opened
    return outcome
  }
  const begin: Begin = store.begin.bind(store)
  store.begin = (start) => hang(() => begin(start))
  const transition = store.transition.bind(store)
  store.transition = (change) =>
    change.guard === 'start' ? hang(() => transition(change)) : transition(change)

  return {
    ...arq,
    clock,
    counted,
    runs,
    /** Resolves when a job's start was asked for and counted, and the answer is on its way. */
    asked: asked.opened,
    answer: async () => {
      answer.open()
      await clock.advance('1m')
    },
    loseConnection: (downFor: Duration) => arq.broker.disconnect(arq.transport, { downFor }),
    /** Another worker of the same queue, with the same store. */
    startOther: async () => {
      other = new Worker({
        functions: [counted],
        transport: new MemoryTransport({ broker: arq.broker }),
        resultStore: store,
        clock,
        logger: arq.logger,
      })
      void other.run()
      await clock.advance('1s')
      return other
    },
  }
}

const HAD_BEGUN = 'had begun before and never ended'

describe('a job whose connection breaks while the store is asked for its start', () => {
  it.each<[string, Duration]>([
    ['after the answer', '30s'],
    ['before the answer, and waits for it', 0],
  ])('runs once, and nothing is counted, when it comes back %s', async (_when, downFor) => {
    const arq = await setupAsking()
    void arq.worker.run()
    const id = await arq.enqueue(arq.counted)
    await arq.asked
    arq.loseConnection(downFor)
    await arq.clock.advance('10s')
    expect(arq.runs).toEqual([])
    await arq.answer()
    expect(arq.runs).toEqual(['this 1'])
    const record = await arq.store.get(id)
    expect(record?.status).toBe('completed')
    expect([record?.duplicateRuns ?? 0, record?.duplicateDeliveries ?? 0]).toEqual([0, 0])
    expect(arq.worker.counts).toMatchObject({ duplicateRuns: 0, duplicateDeliveries: 0 })
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 0, unacknowledged: 0 })
    await arq.close()
  })

  it('runs once, and nothing is counted, when it is lost so again and again', async () => {
    const arq = await setupAsking(2)
    void arq.worker.run()
    const id = await arq.enqueue(arq.counted)
    await arq.asked
    arq.loseConnection(0)
    await arq.clock.advance('10s')
    arq.loseConnection(0)
    await arq.clock.advance('10s')
    await arq.answer()
    expect(arq.runs).toEqual(['this 1'])
    expect((await arq.store.get(id))?.duplicateRuns ?? 0).toBe(0)
    await arq.close()
  })

  it('runs once in another worker, whose start is counted as a repeated one', async () => {
    const arq = await setupAsking()
    void arq.worker.run()
    const id = await arq.enqueue(arq.counted)
    await arq.asked
    arq.loseConnection('30s')
    const other = await arq.startOther()
    await arq.answer()
    expect(arq.runs).toEqual(['other 1'])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', duplicateRuns: 1 })
    expect(other.counts).toMatchObject({ duplicateRuns: 1, duplicateDeliveries: 0 })
    expect(arq.worker.counts).toMatchObject({ duplicateRuns: 0, duplicateDeliveries: 0 })
    const stopped = other.stop()
    await arq.clock.advance('1m')
    await stopped
    await arq.close()
  })

  it('runs once, and nothing is counted, when a second message of it comes first', async () => {
    const arq = await setupAsking()
    void arq.worker.run()
    const id = await arq.enqueue(arq.counted)
    await arq.asked
    arq.loseConnection('30s')
    // Somebody else has the first message meanwhile, and gives it back.
    const taken = latch<Delivery>()
    const elsewhere = await arq.client.consume('default', { prefetch: 1 }, taken.open)
    const first = await taken.opened
    await arq.publish({ body: first.body, messageId: 'second' })
    await arq.answer()
    expect(arq.runs).toEqual(['this 1'])
    await elsewhere.close()
    first.nack({ requeue: true })
    await arq.clock.advance('1m')
    expect(arq.runs).toEqual(['this 1'])
    const record = await arq.store.get(id)
    expect([record?.duplicateRuns ?? 0, record?.duplicateDeliveries]).toEqual([0, 1])
    expect(arq.worker.counts).toMatchObject({ duplicateRuns: 0, duplicateDeliveries: 1 })
    await arq.close()
  })

  it('is a repeated run once, where the try had begun in a worker that died', async () => {
    const arq = await setupAsking()
    const id = await arq.enqueue(arq.counted)
    const queued = await arq.store.get(id)
    await MemoryResultStore.prototype.transition.call(arq.store, {
      record: { ...queued!, status: 'in_progress', token: 'died' },
      guard: 'start',
      ttlMs: 'forever',
    })
    void arq.worker.run()
    await arq.asked
    arq.loseConnection(0)
    await arq.clock.advance('10s')
    await arq.answer()
    expect(arq.runs).toEqual(['this 1'])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', duplicateRuns: 1 })
    expect(arq.worker.counts.duplicateRuns).toBe(1)
    expect(arq.log.filter(({ message }) => message.includes(HAD_BEGUN))).toHaveLength(1)
    await arq.close()
  })
})
