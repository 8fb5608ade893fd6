import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { type Delivery, type JobRecord, Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { encodeHolder, thisProcess } from '../src/crashes/holder.js'
import { latch, setup } from './setup.js'

const CRASHES = 'x-arq-crashes'
const HOLDER = 'x-arq-holder'

/** The mark of a worker whose process is gone. */
async function deadHolder(doubts = 0): Promise<string> {
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  const { machine } = thisProcess('')
  return encodeHolder({ workerId: 'gone', machine, pid: gone.pid ?? 0, cuts: 0, doubts })
}

/** The mark of a worker on another machine. */
const elsewhere = (doubts = 0): string =>
  encodeHolder({ workerId: 'elsewhere', machine: 'elsewhere', pid: 1, cuts: 0, doubts })

const body = (name: string, jobId = name): Uint8Array =>
  Buffer.from(JSON.stringify({ job_id: jobId, function: name, queue_name: 'default' }))

/** Takes messages and gives them back, as a consumer that dies. */
async function handBack(
  { client }: Awaited<ReturnType<typeof setup>>,
  queueName: string,
  count = 1,
) {
  const taken: Delivery[] = []
  const all = latch()
  const options = { kind: 'system', prefetch: count } as const
  const consumer = await client.consume(queueName, options, (delivery) => {
    taken.push(delivery)
    if (taken.length === count) all.open()
  })
  await all.opened
  await consumer.close()
  for (const delivery of taken) delivery.nack({ requeue: true })
}

describe('a suspect', () => {
  it('is found by a worker that starts, and loses its count by a run that ends in order', async () => {
    const retried = task('retried', () => {
      throw new Retry({ defer: 0 })
    })
    const arq = await setup({ functions: [retried], maxRetries: 1, queueName: 'default' })
    const counts: unknown[] = []
    const publish = arq.transport.publish.bind(arq.transport)
    arq.transport.publish = (message) => {
      counts.push(message.headers[CRASHES])
      return publish(message)
    }
    const again = { queueName: 'arq.again.default', kind: 'system' } as const
    await arq.publish({ ...again, body: body('retried'), headers: { [CRASHES]: 1 } })
    void arq.worker.run()
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers[CRASHES]).toBeUndefined()
    // Neither the retry nor the letter.
    expect(counts).toEqual([undefined, undefined])
    await arq.worker.stop()
    expect(arq.worker.counts).toMatchObject({ retried: 1, failed: 1 })
    await arq.close()
  })

  it('that a stop interrupts goes home as a message that nobody had before, with its count', async () => {
    const started = latch()
    const slow = task('slow', async (ctx) => {
      started.open()
      await new Promise((_, reject) => {
        ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason))
      })
    })
    const arq = await setup({ functions: [slow], gracefulShutdownTimeout: 0, jobCompletionWait: 0 })
    const again = { queueName: 'arq.again.default', kind: 'system' } as const
    await arq.publish({ ...again, body: body('slow'), headers: { [CRASHES]: 1 } })
    void arq.worker.run()
    await started.opened
    await arq.worker.stop()
    expect((await arq.client.queueInfo('arq.again.default'))?.ready).toBe(0)
    const [home] = await arq.take('default')
    expect(home).toMatchObject({ redelivered: false, headers: { [CRASHES]: 1 } })
    await arq.close()
  })

  it('that came back from its run alone is parked without another one', async () => {
    const runs: string[] = []
    const poison = task('poison', ({ jobId }) => void runs.push(jobId))
    const arq = await setup({ functions: [poison] })
    const alone = { queueName: 'arq.alone.default', kind: 'system' } as const
    const headers = { [CRASHES]: 2, [HOLDER]: await deadHolder() }
    await arq.publish({ ...alone, body: body('poison'), headers })
    await handBack(arq, 'arq.alone.default')
    void arq.worker.run()
    const [letter] = await arq.take('default.dlq')
    expect(runs).toEqual([])
    expect(letter?.headers).toMatchObject({
      'x-error-code': 'ARQ_JOB_SUSPECTED_POISON',
      'x-error-message': expect.stringContaining('3 workers died') as unknown,
    })
    expect(await arq.ended('poison')).toMatchObject({
      status: 'failed',
      errorCode: 'ARQ_JOB_SUSPECTED_POISON',
    })
    await arq.close()
  })

  describe('that killed its last worker', () => {
    const ENQUEUED = '2026-01-01T00:00:00.000Z'
    const poison = task('poison', () => 'done')

    /** The record of a copy of it, as another worker has written it. */
    const recordOf = (end: Partial<JobRecord>): JobRecord => ({
      ...{ jobId: 'poison', functionName: 'poison', queueName: 'default', args: [], kwargs: {} },
      ...{ status: 'completed', retryCount: 0, workerId: 'other', token: 'others' },
      ...{ enqueueTime: ENQUEUED, startTime: ENQUEUED, createdAt: ENQUEUED, endTime: ENQUEUED },
      ...end,
    })
    const parkedRecord = recordOf({
      ...{ status: 'failed', errorCode: 'ARQ_JOB_SUSPECTED_POISON', error: 'SuspectedPoison: …' },
    })

    async function comeBack(
      arq: Awaited<ReturnType<typeof setup>>,
      { isMarked = true, doubts = 0 } = {},
    ) {
      const message = { job_id: 'poison', function: 'poison', queue_name: 'default' }
      await arq.publish({
        ...{ queueName: 'arq.alone.default', kind: 'system' },
        body: Buffer.from(JSON.stringify({ ...message, enqueue_time: ENQUEUED })),
        headers: { [CRASHES]: 2, ...(isMarked && { [HOLDER]: await deadHolder(doubts) }) },
      })
      if (isMarked) await handBack(arq, 'arq.alone.default')
    }

    it('is not parked when a copy of it has ended', async () => {
      const clock = new ManualClock()
      const arq = await setup({ functions: [poison] }, { clock })
      await arq.store.create(recordOf({ result: 'done' }), { ttlMs: 'forever' })
      await comeBack(arq)
      void arq.worker.run()
      await clock.advance('1s')
      expect((await arq.store.get('poison'))?.status).toBe('completed')
      expect(arq.worker.counts).toMatchObject({ duplicateDeliveries: 1, failed: 0 })
      expect((await arq.client.queueInfo('default.dlq'))?.ready ?? 0).toBe(0)
      await arq.close()
    })

    it('waits while the store is away, since only that knows of copies, and holds nothing up', async () => {
      const clock = new ManualClock()
      const quick = task('quick', () => 'done')
      const arq = await setup({ functions: [poison, quick] }, { clock })
      await arq.store.create(recordOf({ result: 'done' }), { ttlMs: 'forever' })
      await comeBack(arq)
      arq.store.fail()
      void arq.worker.run()
      await clock.advance('1s')
      await arq.enqueue(quick)
      await clock.advance('1s')
      expect(arq.worker.counts).toMatchObject({ completed: 1, failed: 0 })
      expect((await arq.client.queueInfo('arq.alone.default'))?.unacknowledged).toBe(1)
      arq.store.recover()
      await clock.advance('10s')
      expect(arq.worker.counts).toMatchObject({ duplicateDeliveries: 1, failed: 0 })
      expect((await arq.client.queueInfo('default.dlq'))?.ready ?? 0).toBe(0)
      await arq.close()
    })

    it('goes back when the worker stops before the store has answered', async () => {
      const clock = new ManualClock()
      const arq = await setup({ functions: [poison] }, { clock })
      await comeBack(arq)
      arq.store.fail()
      void arq.worker.run()
      await clock.advance('1s')
      await arq.worker.stop()
      const [home] = await arq.take('default')
      expect(home?.headers).toMatchObject({ [CRASHES]: 2 })
      await arq.close()
    })

    it.each([
      ['before it had begun it, runs once more', 'other', 0, 'completed'],
      ['before it had begun it, twice, is parked', 'other', 1, 'failed'],
      ['and had begun it is parked', 'gone', 0, 'failed'],
    ])('%s', async (_, workerId, doubts, status) => {
      const arq = await setup({ functions: [poison] })
      const record = recordOf({ status: 'in_progress', endTime: undefined, workerId })
      await arq.store.create(record, { ttlMs: 'forever' })
      await comeBack(arq, { doubts })
      void arq.worker.run()
      expect(await arq.ended('poison')).toMatchObject({ status })
      await arq.close()
      expect(arq.worker.counts).toMatchObject({ [status]: 1 })
    })

    it.each([
      ['its worker died', true],
      ['its worker was cut off, so that it is to run once more', false],
    ])('and is recorded as parked gets its letter after all: %s', async (_, isMarked) => {
      const arq = await setup({ functions: [poison] })
      await arq.store.create(parkedRecord, { ttlMs: 'forever' })
      await comeBack(arq, { isMarked })
      void arq.worker.run()
      const [letter] = await arq.take('default.dlq')
      expect(letter?.headers).toMatchObject({ 'x-error-code': 'ARQ_JOB_SUSPECTED_POISON' })
      await arq.close()
      expect(arq.worker.counts).toMatchObject({ failed: 1, completed: 0, requeued: 0 })
    })
  })

  it('that came back because its worker was cut off runs alone again', async () => {
    const arq = await setup({ functions: [task('innocent', () => 'done')] })
    const alone = { queueName: 'arq.alone.default', kind: 'system' } as const
    const headers = { [CRASHES]: 2, [HOLDER]: elsewhere() }
    await arq.publish({ ...alone, body: body('innocent'), headers })
    await handBack(arq, 'arq.alone.default')
    await arq.client.onBroadcast(({ kind, ask, workerId }) => {
      if (kind !== 'isAlive') return
      expect(workerId).toBe('elsewhere')
      void arq.broadcast({ kind: 'alive', ask, lives: true })
    })
    void arq.worker.run()
    expect(await arq.ended('innocent')).toMatchObject({ status: 'completed' })
    await arq.close()
  })

  it('whose worker nobody hears of again has one more run alone, and no second one', async () => {
    const runs: string[] = []
    const lost = task('lost', ({ jobId }) => void runs.push(jobId))
    const clock = new ManualClock()
    const arq = await setup({ functions: [lost] }, { clock })
    const alone = { queueName: 'arq.alone.default', kind: 'system' } as const
    const publish = (name: string, doubts: number) => {
      const headers = { [CRASHES]: 2, [HOLDER]: elsewhere(doubts) }
      return arq.publish({ ...alone, body: body('lost', name), headers })
    }
    await publish('first', 0)
    await publish('second', 1)
    await handBack(arq, 'arq.alone.default', 2)
    let questions = 0
    const asked = latch()
    await arq.client.onBroadcast(({ kind }) => {
      if (kind === 'isAlive' && ++questions === 1) asked.open()
    })
    void arq.worker.run()
    await asked.opened
    const first = arq.ended('first')
    const second = arq.ended('second')
    for (let seconds = 0; seconds < 30; seconds += 0.5) await clock.advance('500ms')
    expect(await first).toMatchObject({ status: 'completed' })
    expect(await second).toMatchObject({ errorCode: 'ARQ_JOB_SUSPECTED_POISON' })
    expect(runs).toEqual(['first'])
    expect(questions).toBe(40)
    await arq.close()
  })

  it('runs alone: nothing else starts before it has ended', async () => {
    const order: string[] = []
    const mayEnd = latch()
    const started = latch()
    const alone = task('alone', async () => {
      order.push('alone')
      started.open()
      await mayEnd.opened
      order.push('alone ended')
    })
    const other = task('other', () => void order.push('other'))
    const arq = await setup({ functions: [alone, other] })
    const queue = { queueName: 'arq.alone.default', kind: 'system' } as const
    await arq.publish({ ...queue, body: body('alone'), headers: { [CRASHES]: 2 } })
    void arq.worker.run()
    await started.opened
    const id = await arq.enqueue(other)
    const seen = await arq.client.queueInfo('default')
    expect(seen).toMatchObject({ ready: 0, unacknowledged: 1 })
    expect(order).toEqual(['alone'])
    mayEnd.open()
    await arq.ended(id)
    expect(order).toEqual(['alone', 'alone ended', 'other'])
    await arq.close()
  })

  it('is none where maxDeliveries is 0: what came back runs where it is', async () => {
    const arq = await setup({ functions: [task('quick', () => 'done')], maxDeliveries: 0 })
    const id = await arq.enqueue('quick')
    await handBack(arq, 'default')
    void arq.worker.run()
    await arq.ended(id)
    expect(await arq.client.queueInfo('arq.again.default')).toBeUndefined()
    await arq.close()
  })
})
