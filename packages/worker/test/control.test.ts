import { setImmediate } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { ManualClock, type MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker, type WorkerEvent } from '../src/index.js'
import { latch, setup } from './setup.js'

/** Answers come within moments in one process; the rest of the time is waited for. */
const GATHER = { timeout: '200ms' } as const

/** A task that says when it begins, and runs until it may end. */
function gated() {
  const begun = latch()
  const mayEnd = latch()
  const order: number[] = []
  const slow = task('slow', async (_ctx, n: number) => {
    order.push(n)
    begun.open()
    await mayEnd.opened
    return n
  })
  return { slow, order, begun: begun.opened, end: mayEnd.open }
}

/** Starts a worker; resolves when it works. */
async function start(arq: Awaited<ReturnType<typeof setup>>): Promise<void> {
  void arq.worker.run()
  await arq.ended(await arq.enqueue('nothing'))
}

const nothing = task('nothing', () => null)

async function controlling(broker: MemoryBroker, clock?: ManualClock) {
  const transport = new MemoryTransport({ broker })
  return createClient({ transport, logger: silentLogger, ...(clock ? { clock } : {}) })
}

describe('a worker that is asked', () => {
  it('tells who it is, what it runs and since when', async () => {
    const { slow, begun, end } = gated()
    const arq = await setup({ functions: [slow], workerName: 'mailer', maxConcurrentJobs: 3 })
    await using client = await controlling(arq.broker)
    void arq.worker.run()
    const jobId = await arq.enqueue(slow, [1])
    await begun
    const report = await client.workers(GATHER)
    expect(report).toMatchObject({ silent: [], unknownConsumers: [] })
    const [info] = report.workers
    expect(info).toMatchObject({
      workerId: arq.worker.workerId,
      name: 'mailer',
      pid: process.pid,
      state: 'working',
      health: 'ready',
      problems: [],
      counts: { completed: 0, failed: 0, retried: 0, aborted: 0 },
      queues: [{ name: 'default', slots: 3, running: 1, waiting: 0, isPaused: false }],
      slots: 3,
      running: 1,
      jobs: [{ jobId, functionName: 'slow', queueName: 'default', jobTry: 1 }],
    })
    expect(info?.host).not.toBe('')
    expect(info?.version).toMatch(/^\d/)
    expect(info?.jobs[0]?.since.getTime()).toBeGreaterThanOrEqual(info?.startedAt.getTime() ?? 0)
    expect(info?.memory.rssBytes).toBeGreaterThan(info?.memory.heapUsedBytes ?? 0)
    end()
    await arq.close()
  })

  it('tells what it has done, and what keeps it from work', async () => {
    const arq = await setup({ functions: [nothing] })
    await using client = await controlling(arq.broker)
    await start(arq)
    await client.pause({ queue: 'default' }, GATHER)
    const { workers } = await client.workers(GATHER)
    expect(workers).toMatchObject([
      { state: 'paused', health: 'not_ready', problems: ['paused'], counts: { completed: 1 } },
    ])
    await arq.close()
  })

  it('is waited for no longer than the caller needs', async () => {
    const arq = await setup({ functions: [nothing] })
    // Its time never passes: only the answer ends the call.
    await using client = await controlling(arq.broker, new ManualClock())
    await start(arq)
    const heard: number[] = []
    const until = (workers: readonly unknown[]): boolean => heard.push(workers.length) > 0
    expect((await client.workers({ until })).workers).toHaveLength(1)
    expect(heard).toEqual([1])
    const doomed = client.workers({
      until: () => {
        throw new Error('no condition')
      },
    })
    await expect(doomed).rejects.toThrow('no condition')
    await arq.close()
  })

  it('tells how long its event loop was held up', async () => {
    const arq = await setup({ functions: [nothing] })
    await using client = await controlling(arq.broker)
    await start(arq)
    // The watch has begun by the first answer, and has seen the delay by the last.
    await client.workers(GATHER)
    const endMs = performance.now() + 300
    while (performance.now() < endMs);
    await client.workers(GATHER)
    const { workers } = await client.workers(GATHER)
    expect(workers[0]?.eventLoopLagMs).toBeGreaterThan(200)
    await arq.close()
  })

  it('is missed when it no longer answers; consumers of others are counted', async () => {
    const arq = await setup({ functions: [nothing] })
    await using client = await controlling(arq.broker)
    await start(arq)
    await client.workers(GATHER)
    await arq.worker.stop()
    const foreign = await arq.client.consume('default', { prefetch: 1 }, () => undefined)
    const { workers, silent, unknownConsumers } = await client.workers(GATHER)
    expect(workers).toEqual([])
    expect(silent).toMatchObject([{ worker: { workerId: arq.worker.workerId } }])
    expect(unknownConsumers).toEqual([{ queueName: 'default', consumers: 1 }])
    await foreign.close()
    await arq.close()
  })
})

describe('a pause', () => {
  it('of a queue gives back what was not started, lets the rest end, and lasts until a resume', async () => {
    const { slow, order, begun, end } = gated()
    const arq = await setup({ functions: [slow], maxConcurrentJobs: 1 })
    await using client = await controlling(arq.broker)
    const events: WorkerEvent[] = []
    for (const type of ['paused', 'resumed', 'draining'] as const) {
      arq.worker.on(type, (event) => events.push(event))
    }
    arq.worker.on(() => {
      throw new Error('a listener of the user')
    })
    void arq.worker.run()
    const ids = []
    for (const n of [1, 2, 3]) ids.push(await arq.enqueue(slow, [n]))
    await begun
    const { workers } = await client.pause({ queue: 'default' }, GATHER)
    expect(workers).toMatchObject([
      { state: 'paused', running: 1, queues: [{ isPaused: true, running: 1, waiting: 0 }] },
    ])
    expect(arq.worker.health).toMatchObject({
      status: 'not_ready',
      problems: [{ code: 'paused' }],
    })
    expect(await arq.client.queueInfo('default')).toMatchObject({
      ready: 2,
      unacknowledged: 1,
      consumers: 0,
    })
    end()
    await arq.ended(ids[0]!)
    expect(order).toEqual([1])
    await client.resume({ queue: 'default' }, GATHER)
    for (const id of ids) await arq.ended(id)
    // What was handed back is started with a mark, so the order may change.
    expect(order.toSorted()).toEqual([1, 2, 3])
    expect(arq.worker.health.status).toBe('ready')
    const { workerId } = arq.worker
    expect(events).toEqual([
      { type: 'paused', queueNames: ['default'], workerId },
      { type: 'resumed', queueNames: ['default'], workerId },
    ])
    expect(arq.worker.counts).toMatchObject({ requeued: 2, failed: 0 })
    await arq.close()
  })

  it('of one queue leaves the others of the worker, which is degraded', async () => {
    const quick = task('quick', () => 'done')
    const queues = [{ name: 'default' }, { name: 'mail' }]
    const arq = await setup({ functions: [quick, nothing], queues })
    await using client = await controlling(arq.broker)
    await start(arq)
    await client.pause({ queue: 'mail' }, GATHER)
    await arq.enqueue(quick, [], { queueName: 'mail' })
    await arq.ended(await arq.enqueue(quick))
    expect(await arq.client.queueInfo('mail')).toMatchObject({ ready: 1, consumers: 0 })
    expect(arq.worker.health.status).toBe('degraded')
    await arq.close()
  })

  it('of one worker leaves the others; one of a queue and one of a worker both have to end', async () => {
    const arq = await setup({ functions: [nothing], workerName: 'first' })
    const other = new Worker({
      functions: [nothing],
      transport: new MemoryTransport({ broker: arq.broker }),
      logger: silentLogger,
      workerName: 'second',
    })
    await using client = await controlling(arq.broker)
    await start(arq)
    void other.run()
    while (other.health.status !== 'ready') await setImmediate()
    const paused = await client.pause({ worker: 'second' }, GATHER)
    expect(paused.workers).toMatchObject([{ name: 'second', state: 'paused' }])
    expect(arq.worker.health.status).toBe('ready')
    await client.pause({ queue: 'default' }, GATHER)
    const { workers } = await client.resume({ queue: 'default' }, GATHER)
    expect(workers.map(({ name, state }) => [name, state])).toEqual([
      ['first', 'working'],
      ['second', 'paused'],
    ])
    await other.stop()
    await arq.close()
  })

  it.each([
    [{ worker: 'mialer' }, 'No worker has the id or name mialer; did you mean mailer?'],
    [{ worker: 'x' }, /^No worker has the id or name x; these answered: mailer-/],
    [{ queue: 'defualt' }, 'No worker that answered works on defualt; did you mean default?'],
    [{ queue: 'orders' }, 'No worker that answered works on orders; they work on: default'],
  ])('of an unknown target is refused: %p', async (target, message) => {
    const arq = await setup({ functions: [nothing], workerName: 'mailer' })
    await using client = await controlling(arq.broker)
    await start(arq)
    const refused = expect(client.pause(target, GATHER)).rejects
    await refused.toMatchObject({ code: 'ARQ_WORKER_NOT_FOUND' })
    await expect(client.pause(target, GATHER)).rejects.toThrow(message)
    await arq.close()
  })

  it('of nothing, or of an unknown setting, is refused before anybody is asked', async () => {
    const arq = await setup({ functions: [nothing] })
    await using client = await controlling(arq.broker)
    await expect(client.pause({})).rejects.toThrow('must name a queue, a worker or both')
    await expect(client.pause({ queueName: 'x' } as never)).rejects.toThrow('queueName')
    await expect(client.drain({ queue: 'x' }, { end: true })).rejects.toThrow('without a queue')
    await expect(client.workers(GATHER)).resolves.toMatchObject({ workers: [] })
    await expect(client.pause({ queue: 'default' }, GATHER)).rejects.toThrow(
      'No worker answered within 0.2 s',
    )
    await arq.close()
  })
})

describe('a drain', () => {
  it('lets the running job end, then the worker, where that is asked for', async () => {
    const { slow, begun, end } = gated()
    const arq = await setup({ functions: [slow], maxConcurrentJobs: 1 })
    const clock = new ManualClock()
    await using client = await controlling(arq.broker, clock)
    const events: string[] = []
    arq.worker.on(({ type }) => events.push(type))
    const running = arq.worker.run()
    const ids = [await arq.enqueue(slow, [1]), await arq.enqueue(slow, [2])]
    await begun
    const progress: number[] = []
    const onProgress = (jobs: number): void => {
      progress.push(jobs)
      end()
    }
    const { workerId } = arq.worker
    const drained = client.drain({ worker: workerId }, { end: true, onProgress })
    await running
    const report = await advanceUntil(clock, drained)
    expect(report).toMatchObject({ isDrained: true, ended: [workerId], workers: [] })
    expect(progress[0]).toBe(1)
    expect(await arq.ended(ids[0]!)).toMatchObject({ status: 'completed' })
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 1, consumers: 0 })
    expect(events).toEqual([
      'connected',
      'jobStarted',
      'workerStarted',
      'draining',
      'paused',
      'jobCompleted',
      'drained',
      'workerStopping',
      'workerEnded',
    ])
    await arq.close()
  })

  it('that a resume follows ends nobody', async () => {
    const { slow, begun, end } = gated()
    const arq = await setup({ functions: [slow] })
    await using client = await controlling(arq.broker)
    void arq.worker.run()
    const first = await arq.enqueue(slow, [1])
    await begun
    const { workerId: worker } = arq.worker
    const report = await client.drain({ worker }, { end: true, timeout: 0 })
    expect(report).toMatchObject({ isDrained: false, workers: [{ state: 'draining' }] })
    await client.resume({ worker }, GATHER)
    end()
    await arq.ended(first)
    await arq.ended(await arq.enqueue(slow, [2]))
    await arq.close()
  })
})

/** Moves a clock until a promise has settled. */
async function advanceUntil<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  const seen = { isSettled: false }
  const note = (): void => {
    seen.isSettled = true
  }
  promise.then(note, note)
  while (!seen.isSettled) await clock.advance('500ms')
  return promise
}
