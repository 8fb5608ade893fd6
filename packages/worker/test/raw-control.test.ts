import { createClient } from '@arq/client'
import { Retry, silentLogger, task } from '@arq/core'
import { ManualClock, type MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { consumeRaw, type RunnableSettings, type Worker, type WorkerEvent } from '../src/index.js'
import { latch, setup } from './setup.js'

/** Answers come within moments in one process; the rest of the time is waited for. */
const GATHER = { timeout: '200ms' } as const
const toExchange = { deadLetter: 'exchange' } as const

interface Order {
  readonly id: string
}

/** A worker of a queue of others, whose orders are there before it. */
async function setupRaw(orders: readonly string[], settings: Partial<RunnableSettings<object>>) {
  const clock = new ManualClock()
  const arq = await setup({ functions: [], ...settings }, { clock })
  const order = (id: string) =>
    arq.publish({ queueName: 'theirs', body: Buffer.from(JSON.stringify({ id })), messageId: id })
  for (const id of orders) await order(id)
  return { ...arq, order }
}

const controlling = (broker: MemoryBroker) =>
  createClient({ transport: new MemoryTransport({ broker }), logger: silentLogger })

/** Resolves when so many of these events were told from now on. */
function told(worker: Worker<object>, type: WorkerEvent['type'], count = 1) {
  const all = latch()
  let seen = 0
  worker.on(type, () => {
    seen += 1
    if (seen === count) all.open()
  })
  return all.opened
}

/** Orders that wait for their next run, run until they may end, or end at once. */
function workOn() {
  const runs: string[] = []
  const mayEnd = latch()
  const work = task('work', async (_ctx, { id }: Order) => {
    runs.push(id)
    const isFirst = runs.indexOf(id) === runs.length - 1
    if (id === 'waits' && isFirst) throw new Retry({ defer: '10m' })
    if (id === 'runs') await mayEnd.opened
  })
  return { work, runs, end: mayEnd.open }
}

describe('a queue of others', () => {
  it('gives nothing while it is paused: what runs ends, and what waits for its next run goes back', async () => {
    const { work, runs, end } = workOn()
    const raw = [consumeRaw('theirs', work, { ...toExchange, concurrency: 2 })]
    const arq = await setupRaw(['waits', 'runs'], { raw })
    await using client = await controlling(arq.broker)
    const underWay = Promise.all([
      told(arq.worker, 'jobStarted', 2),
      told(arq.worker, 'jobRetried'),
    ])
    void arq.worker.run()
    await underWay
    expect((await client.workers(GATHER)).workers).toMatchObject([
      { running: 1, slots: 2, queues: [{ name: 'theirs', slots: 2, running: 1, waiting: 1 }] },
    ])

    const { workers } = await client.pause({ queue: 'theirs' }, GATHER)
    expect(workers).toMatchObject([
      {
        state: 'paused',
        running: 1,
        queues: [{ name: 'theirs', isPaused: true, running: 1, waiting: 0 }],
      },
    ])
    expect(arq.worker.health).toMatchObject({ status: 'not_ready', problems: [{ code: 'paused' }] })
    const completed = told(arq.worker, 'jobCompleted')
    end()
    await completed
    await arq.order('new')
    expect(await arq.client.queueInfo('theirs')).toMatchObject({
      ready: 2,
      unacknowledged: 0,
      consumers: 0,
    })

    const rest = told(arq.worker, 'jobCompleted', 2)
    await client.resume({ queue: 'theirs' }, GATHER)
    await rest
    expect(runs.toSorted()).toEqual(['new', 'runs', 'waits', 'waits'])
    expect(arq.worker.health.status).toBe('ready')
    expect(arq.worker.counts).toMatchObject({ completed: 3, requeued: 1, failed: 0 })
  })

  it('gets back once what comes while its consumer is being stopped', async () => {
    const { work, runs } = workOn()
    const raw = [consumeRaw('theirs', work, toExchange)]
    const arq = await setupRaw(['first'], { raw })
    const consume = arq.transport.consume.bind(arq.transport)
    let deliveries = 0
    const came = latch()
    arq.transport.consume = async (queueName, options, onDelivery) => {
      const subscription = await consume(queueName, options, (delivery) => {
        onDelivery(delivery)
        deliveries += 1
        if (deliveries === 2) came.open()
      })
      return {
        close: async () => {
          await arq.order('late')
          await came.opened
          await subscription.close()
        },
      }
    }
    await using client = await controlling(arq.broker)
    const completed = told(arq.worker, 'jobCompleted')
    void arq.worker.run()
    await completed
    await client.pause({ queue: 'theirs' }, GATHER)
    expect([runs, deliveries]).toEqual([['first'], 2])
    expect(await arq.client.queueInfo('theirs')).toMatchObject({ ready: 1, unacknowledged: 0 })
  })

  it('is drained: what runs ends, then the worker', async () => {
    const { work, runs, end } = workOn()
    const raw = [consumeRaw('theirs', work, { ...toExchange, concurrency: 2 })]
    const arq = await setupRaw(['waits', 'runs'], { raw })
    await using client = await controlling(arq.broker)
    const underWay = Promise.all([
      told(arq.worker, 'jobStarted', 2),
      told(arq.worker, 'jobRetried'),
    ])
    const running = arq.worker.run()
    await underWay
    const report = await client.drain({ worker: arq.worker.workerId }, { end: true, timeout: 0 })
    expect(report).toMatchObject({ isDrained: false, workers: [{ state: 'draining', running: 1 }] })
    end()
    await running
    expect(runs.toSorted()).toEqual(['runs', 'waits'])
    expect(await arq.client.queueInfo('theirs')).toMatchObject({ ready: 1, consumers: 0 })
  })
})

describe('a burst on a queue of others', () => {
  const burst = { burstMode: true, burstCheckInterval: '1s', retryJitter: 0 } as const

  /** Moves the clock until the worker has ended. @returns its log */
  async function runToEnd(arq: Awaited<ReturnType<typeof setupRaw>>): Promise<string> {
    const seen = { hasEnded: false }
    const ended = arq.worker.run().finally(() => (seen.hasEnded = true))
    while (!seen.hasEnded) await arq.clock?.advance('1s')
    await ended
    return arq.log.map(({ message }) => message).join('\n')
  }

  it('ends when there is nothing left', async () => {
    const { work, runs } = workOn()
    const raw = [consumeRaw('theirs', work, { ...toExchange, concurrency: 2 })]
    const orders = Array.from({ length: 50 }, (_, n) => String(n))
    const arq = await setupRaw(orders, { raw, ...burst })
    expect(await runToEnd(arq)).toContain('Queue is empty (burst mode) ◆ 50 jobs completed')
    expect(new Set(runs)).toEqual(new Set(orders))
    expect(await arq.client.queueInfo('theirs')).toMatchObject({ ready: 0, unacknowledged: 0 })
  })

  it('waits for a next run that is due in time, and hands back what is due too late', async () => {
    const tries: string[] = []
    const patient = task('patient', (ctx, { id }: Order) => {
      tries.push(`${id} ${String(ctx.jobTry)}`)
      if (ctx.jobTry === 1) throw new Retry({ defer: id === 'soon' ? '30s' : '10m' })
    })
    const raw = [consumeRaw('theirs', patient, { ...toExchange, concurrency: 2 })]
    const arq = await setupRaw(['soon', 'late'], { raw, ...burst, burstTimeout: '2m' })
    expect(await runToEnd(arq)).toContain('Queue is empty (burst mode) ◆ 1 jobs completed')
    expect(tries.toSorted()).toEqual(['late 1', 'soon 1', 'soon 2'])
    expect(await arq.client.queueInfo('theirs')).toMatchObject({ ready: 1, unacknowledged: 0 })
    expect(arq.worker.counts).toMatchObject({ completed: 1, retried: 2, requeued: 1 })
  })

  it('is not over while the queue has messages, though all its places are taken by what waits', async () => {
    const late = task('late', () => {
      throw new Retry({ defer: '10m' })
    })
    const raw = [consumeRaw('theirs', late, { ...toExchange, concurrency: 1 })]
    const arq = await setupRaw(['first', 'second'], { raw, ...burst, burstTimeout: '2m' })
    const log = await runToEnd(arq)
    expect(log).not.toContain('Queue is empty')
    expect(log).toContain('Reached burstTimeout of 120 s')
    expect(await arq.client.queueInfo('theirs')).toMatchObject({ ready: 2, unacknowledged: 0 })
  })

  it('starts no more runs than it may, and hands back the rest', async () => {
    const { work, runs } = workOn()
    const raw = [consumeRaw('theirs', work, { ...toExchange, concurrency: 3 })]
    const arq = await setupRaw(['a', 'b', 'c', 'd', 'e'], { raw, ...burst, maxBurstJobs: 2 })
    await runToEnd(arq)
    expect(runs).toHaveLength(2)
    expect(await arq.client.queueInfo('theirs')).toMatchObject({ ready: 3, unacknowledged: 0 })
  })
})
