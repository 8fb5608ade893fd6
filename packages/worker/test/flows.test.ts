import { createClient, type FlowJob, type FlowJobInfo } from '@arq/client'
import {
  type AnyTask,
  chain,
  type Duration,
  encryption,
  flow,
  group,
  type ResultStore,
  Retry,
  silentLogger,
  task,
} from '@arq/core'
import { ManualClock, MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterEach, describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { type RunnableSettings, Worker } from '../src/index.js'
import { latch, type LogLine, recordingLogger } from './setup.js'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

const double = task('double', async (_ctx, value: number) => {
  if (value < 0) throw new Error('below zero')
  return value * 2
})
const total = task('total', async (ctx) => {
  const results = await ctx.children(double).results()
  return results.reduce((sum, one) => sum + one, 0)
})
const plusOne = task('plus_one', async (ctx) => {
  const [before] = await ctx.children<number>().results()
  return (before ?? 0) + 1
})
const look = task('look', async (ctx) => {
  const seen: string[] = []
  for await (const { place, task: name, status, result, error, errorCode } of ctx.children()) {
    seen.push(
      `${String(place)} ${name} ${status} ${result === undefined ? String(error) : JSON.stringify(result)} ${errorCode ?? ''}`.trim(),
    )
  }
  return seen
})

/** A client and a worker on a clock that a test moves. */
async function setup(settings: Partial<RunnableSettings<object>> = {}, store?: ResultStore) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const resultStore = store ?? new MemoryResultStore({ clock })
  const log: LogLine[] = []
  const logger = recordingLogger(log)
  const newClient = () =>
    createClient({ transport: new MemoryTransport({ broker }), resultStore, clock, logger })
  const client = await newClient()
  const workers: Worker<object>[] = []
  const start = (functions: readonly AnyTask<object>[] = [double, total, plusOne, look]) => {
    const transport = new MemoryTransport({ broker })
    const worker = new Worker<object>({
      ...{ transport, resultStore, clock, logger, handleSignals: false },
      ...settings,
      functions,
    })
    workers.push(worker)
    void worker.run()
    return { worker, transport }
  }
  open.push(async () => {
    const stopped = Promise.all(workers.map((worker) => worker.stop()))
    await clock.advance('60s')
    await stopped
    await client.close()
  })
  return { clock, broker, store: resultStore as MemoryResultStore, log, client, newClient, start }
}

/** Settings of clients and workers that encrypt, in real time. */
async function encrypted() {
  const broker = new MemoryBroker()
  const resultStore = new MemoryResultStore()
  return Promise.resolve({
    resultStore,
    transport: () => new MemoryTransport({ broker }),
    encryption: encryption({ keys: { one: 'a'.repeat(43) + '=' }, use: 'one' }),
    logger: silentLogger,
  })
}

async function lines(job: FlowJob): Promise<string[]> {
  const all: string[] = []
  for await (const node of job.tree()) all.push(line(job, node))
  return all
}

const line = (job: FlowJob, { jobId, depth, task: name, status }: FlowJobInfo): string =>
  `${' '.repeat(depth)}${jobId.slice(job.jobId.length) || 'root'} ${String(name)} ${String(status)}`

describe('a flow', () => {
  it('is a group of jobs and a callback that has their results', async () => {
    const { client, clock, start } = await setup()
    const job = await client.enqueueFlow(
      group([flow(double, [1]), flow(double, [2]), flow('look')], flow(total)),
    )
    expect(await lines(job)).toEqual([
      'root total waiting',
      ' .1 double queued',
      ' .2 double queued',
      ' .3 look queued',
    ])
    start()
    await clock.advance('1s')
    const result: number = await job.result({ timeout: 0 })
    expect(result).toBe(6)
  })

  it('is a chain in which each job has the result of the one before it', async () => {
    const { client, clock, start } = await setup()
    start()
    const job = await client.enqueueFlow(
      chain(group([flow(double, [4])], flow(total)), flow(plusOne), flow(plusOne)),
    )
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toBe(10)
    expect(await lines(job)).toEqual([
      'root plus_one completed',
      ' .1 plus_one completed',
      '  .2 total completed',
      '   .3 double completed',
    ])
  })

  it('reads results by the schema of their task', async () => {
    const when = task({
      name: 'when',
      input: v.tuple([]),
      output: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
      ),
      run: async () => '2026-01-02T00:00:00Z',
    })
    const year = task('year', async (ctx) => {
      const [at] = await ctx.children(when).results()
      return at?.getUTCFullYear()
    })
    const { client, clock, start } = await setup()
    start([when, year])
    const job = await client.enqueueFlow(group([flow(when)], flow(year)))
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toBe(2026)
  })

  it('has the results of encrypted children, which lie encrypted in its group', async () => {
    const { transport, resultStore, ...shared } = await encrypted()
    const client = await createClient({ ...shared, transport: transport(), resultStore })
    const fails = task('fails', async () => {
      throw new Error('a secret')
    })
    const worker = new Worker<object>({
      ...{ ...shared, transport: transport(), resultStore },
      functions: [double, fails, look],
      handleSignals: false,
    })
    void worker.run()
    const job = await client.enqueueFlow(
      flow(look, [], { children: [flow(double, [21]), flow(fails)], onChildFailure: 'ignore' }),
    )
    expect(await job.result({ timeout: '30s' })).toEqual([
      '0 double completed 42',
      '1 fails failed Error: a secret',
    ])
    const texts = [...(await resultStore.entries.read(`flow:${job.jobId}`)).values()]
    expect(texts.map(({ text }) => text).join()).not.toMatch(/secret|"result":42/)
    expect(await job.retry()).toEqual({ enqueued: 0, waiting: 0 })
    await worker.stop()
    await client.close()
  })

  it('runs encrypted children again with the arguments that they had', async () => {
    const { transport, resultStore, ...shared } = await encrypted()
    const client = await createClient({ ...shared, transport: transport(), resultStore })
    let isBroken = true
    const sometimes = task('sometimes', async (_ctx, value: number) => {
      if (isBroken) throw new Error('not yet')
      return value
    })
    const worker = new Worker<object>({
      ...{ ...shared, transport: transport(), resultStore },
      functions: [sometimes, look],
      handleSignals: false,
    })
    void worker.run()
    const job = await client.enqueueFlow(flow(look, [], { children: [flow(sometimes, [7])] }))
    await expect(job.result({ timeout: '30s' })).rejects.toThrow()
    isBroken = false
    expect(await job.retry()).toEqual({ enqueued: 1, waiting: 1 })
    expect(await job.result({ timeout: '30s' })).toEqual(['0 sometimes completed 7'])
    await worker.stop()
    await client.close()
  })

  it('has results that their own records keep no longer', async () => {
    const { client, clock, start } = await setup({ keepResult: 0 })
    start()
    const later = flow(double, [2], { deferBy: '2d', expires: '1d' })
    const job = await client.enqueueFlow(
      chain(group([flow(double, [1]), later], flow(total)), flow(look)),
    )
    await clock.advance('47h')
    expect(await lines(job)).toEqual([
      'root look waiting',
      ' .1 total waiting',
      '  .2 double completed',
      '  .3 double queued',
    ])
    await clock.advance('2h')
    expect((await lines(job)).slice(1)).toEqual([
      ' .1 total completed',
      '  .2 double completed',
      '  .3 double completed',
    ])
  })

  it('begins a parent later than its children end, where it is deferred', async () => {
    const { client, clock, start } = await setup()
    start()
    const job = await client.enqueueFlow(
      flow(total, [], { children: [flow(double, [1], { deferBy: '1h' })], deferBy: '1h' }),
    )
    await clock.advance('119m')
    expect(await lines(job)).toEqual(['root total queued', ' .1 double completed'])
    await clock.advance('2m')
    expect(await job.result({ timeout: 0 })).toBe(2)
  })

  it('of one job is a job', async () => {
    const { client, clock, start } = await setup()
    start()
    const job = await client.enqueueFlow(flow(double, [4]), { jobId: 'alone' })
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toBe(8)
    expect(await lines(job)).toEqual(['root double completed'])
  })

  it.each([['short', 1000], ...(isFullRun ? [['full', 10_000] as const] : [])] as const)(
    'has many children: %s',
    async (_name, count) => {
      const { client, clock, start } = await setup({ maxConcurrentJobs: 500 })
      const sum = task('sum', async (ctx) => {
        let sum = 0
        for await (const { result } of ctx.children(double)) sum += result ?? 0
        return sum
      })
      const children = Array.from({ length: count }, (_, n) => flow(double, [n]))
      const job = await client.enqueueFlow(group(children, flow(sum)))
      start([double, sum])
      await clock.advance('1s')
      expect(await job.result({ timeout: 0 })).toBe(count * (count - 1))
    },
  )

  it('is as deep as it is made', async () => {
    const { client, clock, start } = await setup()
    start()
    const links = Array.from({ length: 300 }, () => flow(plusOne))
    const job = await client.enqueueFlow(chain(...links, flow(plusOne)))
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toBe(301)
  })
})

describe('a child that fails', () => {
  const branch = (onChildFailure: 'fail' | 'wait' | 'ignore') =>
    chain(
      flow(look, [], { children: [flow(double, [-1]), flow(double, [3])], onChildFailure }),
      flow(look),
    )

  it('fails its parents, which are not run', async () => {
    const { client, clock, start } = await setup()
    start()
    const job = await client.enqueueFlow(branch('fail'))
    await clock.advance('1s')
    expect(await lines(job)).toEqual([
      'root look failed',
      ' .1 look failed',
      '  .2 double failed',
      '  .3 double completed',
    ])
    const [, failed] = await all(job)
    expect(failed?.errorCode).toBe('ARQ_JOB_CHILD_FAILED')
    expect(failed?.error).toContain(`${job.jobId}.2`)
    await expect(job.result({ timeout: 0 })).rejects.toMatchObject({
      original: { code: 'ARQ_JOB_CHILD_FAILED' },
    })
  })

  it('counts as ended where it is ignored', async () => {
    const { client, clock, start } = await setup()
    start()
    const job = await client.enqueueFlow(branch('ignore'))
    await clock.advance('1s')
    const below = await client.getJob(`${job.jobId}.1`).result({ timeout: 0 })
    expect(below).toEqual(['0 double failed Error: below zero', '1 double completed 6'])
  })

  it('is waited for until it was retried', async () => {
    let isBroken = true
    const sometimes = task('sometimes', async () => {
      if (isBroken) throw new Error('not yet')
      return 1
    })
    const { client, clock, start } = await setup()
    start([sometimes, look])
    const job = await client.enqueueFlow(
      flow(look, [], { children: [flow(sometimes), flow(look)], onChildFailure: 'wait' }),
    )
    await clock.advance('1s')
    expect(await lines(job)).toEqual([
      'root look waiting',
      ' .1 sometimes failed',
      ' .2 look completed',
    ])
    isBroken = false
    expect(await job.retry()).toEqual({ enqueued: 1, waiting: 0 })
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toEqual([
      '0 sometimes completed 1',
      '1 look completed []',
    ])
    expect(await job.retry()).toEqual({ enqueued: 0, waiting: 0 })
  })

  it('runs again with its parents when the flow is retried, and nothing else does', async () => {
    let isBroken = true
    const runs: string[] = []
    const sometimes = task('sometimes', async (ctx) => {
      runs.push(ctx.jobId)
      if (isBroken) throw new Error('not yet')
      return 1
    })
    const steady = task('steady', async (ctx) => {
      runs.push(ctx.jobId)
      return 2
    })
    const { client, clock, start } = await setup()
    start([sometimes, steady, look])
    const job = await client.enqueueFlow(
      chain(
        flow(look, [], { children: [flow(sometimes), flow(steady), flow(sometimes)] }),
        flow(look),
      ),
      { jobId: 'f' },
    )
    await clock.advance('1s')
    isBroken = false
    expect(await job.retry()).toEqual({ enqueued: 2, waiting: 2 })
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toEqual([
      '0 look completed ["0 sometimes completed 1","1 steady completed 2","2 sometimes completed 1"]',
    ])
    expect(runs.sort()).toEqual(['f.2', 'f.2', 'f.3', 'f.4', 'f.4'])
  })

  it('keeps its steps when the flow is retried, as its parent does', async () => {
    let isBroken = true
    const charges: string[] = []
    const paying = task('paying', async (ctx) => {
      await ctx.step('charge', () => charges.push(ctx.taskName))
      if (isBroken) throw new Error('not yet')
    })
    const closing = task('closing', async (ctx) => {
      await ctx.step('charge', () => charges.push(ctx.taskName))
      if (isBroken) throw new Error('not yet')
    })
    const { client, clock, start } = await setup()
    start([paying, closing])
    const job = await client.enqueueFlow(
      flow(closing, [], { children: [flow(paying)], onChildFailure: 'ignore' }),
    )
    const other = await client.enqueueFlow(flow(closing, [], { children: [flow(paying)] }))
    await clock.advance('1s')
    isBroken = false
    await job.retry()
    await other.retry()
    await clock.advance('1s')
    expect([await job.status(), await other.status()]).toEqual(['completed', 'completed'])
    expect(charges.sort()).toEqual(['closing', 'closing', 'paying', 'paying'])
  })

  it('is the parent itself: a retry of the flow runs it alone', async () => {
    let isBroken = true
    const parent = task('parent', async (ctx) => {
      if (isBroken) throw new Error('not yet')
      return ctx.children(double).results()
    })
    const { client, clock, start } = await setup()
    start([double, parent])
    const job = await client.enqueueFlow(group([flow(double, [1])], flow(parent)))
    await clock.advance('1s')
    expect(await lines(job)).toEqual(['root parent failed', ' .1 double completed'])
    isBroken = false
    expect(await job.retry()).toEqual({ enqueued: 1, waiting: 0 })
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toEqual([2])
  })
})

describe('the end of a child', () => {
  const parentOf = (child: ReturnType<typeof flow>) =>
    flow(look, [], { children: [child], onChildFailure: 'ignore' })

  it('is heard when it has expired', async () => {
    const { client, clock, start } = await setup()
    const job = await client.enqueueFlow(parentOf(flow(double, [1], { expires: '1m' })))
    await clock.advance('2m')
    start()
    await clock.advance('1s')
    const [seen] = await job.result({ timeout: 0 })
    expect(seen).toMatch(/^0 double failed .* ARQ_JOB_EXPIRED$/)
  })

  it('is heard when it was aborted while it waited, or while it ran', async () => {
    const { client, clock, start } = await setup()
    const job = await client.enqueueFlow(parentOf(flow(double, [1])))
    const waiting = client.getJob(`${job.jobId}.1`).abort()
    await clock.advance('2s')
    expect(await waiting).toBe(true)
    const begun = latch()
    const long = task('long', async (ctx) => {
      begun.open()
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
    })
    start([long, look, double])
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toEqual([
      expect.stringMatching(/^0 double aborted .*ARQ_JOB_ABORTED$/),
    ])
    const other = await client.enqueueFlow(parentOf(flow(long)))
    await begun.opened
    const aborting = client.getJob(`${other.jobId}.1`).abort()
    await clock.advance('2s')
    expect(await aborting).toBe(true)
    await clock.advance('1s')
    expect(await other.result({ timeout: 0 })).toEqual([
      expect.stringMatching(/^0 long aborted .*ARQ_JOB_ABORTED$/),
    ])
  })

  it('is heard when no worker knows its task, or can read it', async () => {
    const { client, clock, start, broker, store } = await setup({ unknownTaskGrace: 0 })
    const job = await client.enqueueFlow(parentOf(flow('nobody', [1])))
    const other = await client.enqueueFlow(parentOf(flow(double, [1])))
    // Somebody has broken the body of the second child on its way.
    const hands = new MemoryTransport({ broker })
    await hands.connect()
    const taken = latch()
    let count = 0
    const subscription = await hands.consume('default', { prefetch: 2 }, (delivery) => {
      const isSecond = delivery.correlationId === `${other.jobId}.1`
      const body = isSecond ? Buffer.from('{') : delivery.body
      const { headers, contentType, correlationId } = delivery
      void hands
        .publish({
          ...{ queueName: 'later', kind: 'job', body, headers, messageId: 'm' },
          ...{ contentType, correlationId },
        })
        .then(() => delivery.ack())
        .then(() => (count += 1) === 2 && taken.open())
    })
    await taken.opened
    await subscription.close()
    start()
    const moved = new Worker({
      transport: new MemoryTransport({ broker }),
      ...{ resultStore: store, functions: [double, look], clock },
      ...{ queueName: 'later', handleSignals: false, unknownTaskGrace: 0 },
      logger: recordingLogger([]),
    })
    void moved.run()
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toEqual([
      expect.stringMatching(/^0 nobody failed .* ARQ_UNKNOWN_FUNCTION$/),
    ])
    expect(await other.result({ timeout: 0 })).toEqual([
      expect.stringMatching(/ARQ_DECODE_FAILED$/),
    ])
    const stopped = moved.stop()
    await clock.advance('60s')
    await stopped
    await hands.close()
  })

  it('waits for a store that is away', async () => {
    const { client, clock, start, store } = await setup()
    const run = task('run', async () => {
      store.fail()
      return 1
    })
    start([run, look])
    const job = await client.enqueueFlow(parentOf(flow(run)))
    await clock.advance('30s')
    store.recover()
    await clock.advance('30s')
    expect(await job.result({ timeout: 0 })).toEqual(['0 run completed 1'])
  })

  it('is told again by a dead letter that was brought back', async () => {
    let isBroken = true
    const sometimes = task('sometimes', async () => {
      if (isBroken) throw new Error('not yet')
      return 1
    })
    const { client, clock, start, broker } = await setup()
    start([sometimes, look])
    const job = await client.enqueueFlow(
      flow(look, [], { children: [flow(sometimes)], onChildFailure: 'wait' }),
    )
    await clock.advance('1s')
    isBroken = false
    const hands = new MemoryTransport({ broker })
    await hands.connect()
    const moved = latch()
    await hands.consume('default.dlq', { prefetch: 1 }, (delivery) => {
      const { body, headers, contentType, correlationId } = delivery
      void hands
        .publish({
          ...{ queueName: 'default', kind: 'job', body, headers, messageId: 'again' },
          ...{ contentType, correlationId },
        })
        .then(() => delivery.ack())
        .then(() => moved.open())
    })
    await moved.opened
    await clock.advance('1s')
    expect(await job.result({ timeout: 0 })).toEqual(['0 sometimes completed 1'])
    await hands.close()
  })
})

describe('a whole flow', () => {
  it('is aborted from the root down', async () => {
    const { client, clock, start } = await setup()
    const job = await client.enqueueFlow(
      chain(
        group([flow(double, [1]), flow(double, [2], { deferBy: '1h' })], flow(total)),
        flow(look),
      ),
    )
    const aborting = job.abort({ tree: true })
    await clock.advance('2s')
    expect(await aborting).toBe(true)
    const aborted = [
      'root look aborted',
      ' .1 total aborted',
      '  .2 double aborted',
      '  .3 double aborted',
    ]
    expect(await lines(job)).toEqual(aborted)
    const { worker } = start()
    await clock.advance('2h')
    expect(await lines(job)).toEqual(aborted)
    expect(worker.counts.completed).toBe(0)
    expect(worker.counts.failed).toBe(0)
  })

  it('runs after an abort when it is retried, each job once', async () => {
    const runs: string[] = []
    const noted = task('noted', async (ctx) => void runs.push(ctx.jobId))
    const { client, clock, start } = await setup()
    const job = await client.enqueueFlow(
      chain(group([flow(noted), flow(noted, [], { deferBy: '1h' })], flow(noted)), flow(noted)),
      { jobId: 'f' },
    )
    const aborting = job.abort({ tree: true })
    await clock.advance('2s')
    await aborting
    expect(await job.retry()).toEqual({ enqueued: 2, waiting: 2 })
    start([noted])
    await clock.advance('3h')
    expect(await lines(job)).toEqual([
      'root noted completed',
      ' .1 noted completed',
      '  .2 noted completed',
      '  .3 noted completed',
    ])
    expect(runs.sort()).toEqual(['f', 'f.1', 'f.2', 'f.3'])
  })

  it('is sent once under one id, and is another flow under the same id never', async () => {
    const { client, clock, start } = await setup({ keepResult: 0 })
    const tree = () => chain(group([flow(double, [1]), flow(double, [2])], flow(total)), flow(look))
    await client.enqueueFlow(tree(), { jobId: 'f' })
    const { worker } = start()
    await clock.advance('1s')
    expect(worker.counts.completed).toBe(4)
    await client.enqueueFlow(tree(), { jobId: 'f' })
    await clock.advance('1s')
    expect(worker.counts.completed).toBe(4)
    await expect(
      client.enqueueFlow(chain(flow(double, [1]), flow(plusOne)), { jobId: 'f' }),
    ).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('another job or flow'),
    })
    await client.enqueueJob(double, [1], { jobId: 'g', deferBy: '1h' })
    await expect(client.enqueueFlow(tree(), { jobId: 'g' })).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
    expect(await client.getJob('g').status()).toBe('queued')
  })
})

describe('without entries', () => {
  const withoutEntries = (clock?: ManualClock): ResultStore =>
    Object.defineProperty(new MemoryResultStore(clock ? { clock } : {}), 'entries', {
      value: undefined,
    })

  it('a client refuses flows, and says what has them', async () => {
    const { client } = await setup({}, withoutEntries())
    await expect(client.enqueueFlow(flow(double, [1]))).rejects.toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      message: expect.stringContaining('Redis'),
    })
  })

  /** A worker whose store keeps none, and a flow of two jobs on its way. */
  async function plainWorker(unknownTaskGrace: Duration) {
    const arq = await setup()
    const { client, clock, broker } = arq
    const flowJob = await client.enqueueFlow(group([flow(double, [1])], flow(total)))
    await client.enqueueJob(double, [2])
    const transport = new MemoryTransport({ broker })
    const log: LogLine[] = []
    const worker = new Worker({
      ...{ transport, resultStore: withoutEntries(clock), functions: [double, total], clock },
      ...{ handleSignals: false, logger: recordingLogger(log), unknownTaskGrace },
    })
    void worker.run()
    open.unshift(async () => {
      const stopped = worker.stop()
      await clock.advance('60s')
      await stopped
    })
    return { ...arq, flowJob, transport, log, worker }
  }

  it('a worker leaves their jobs to others, says so once, and runs what else there is', async () => {
    const { clock, start, flowJob, log, worker } = await plainWorker('1h')
    await clock.advance('1m')
    expect(worker.counts).toMatchObject({ completed: 1, failed: 0 })
    const said = log.filter(({ message }) => message.includes('A job of a flow came'))
    expect(said).toHaveLength(1)
    expect(await lines(flowJob)).toEqual(['root total waiting', ' .1 double queued'])
    start()
    await clock.advance('1h')
    expect(await flowJob.result({ timeout: 0 })).toBe(2)
  })

  it('a worker parks their jobs when no other has come, and they run once they are brought back', async () => {
    const { clock, start, broker, flowJob, transport, worker } = await plainWorker('1m')
    await clock.advance('10m')
    expect(worker.counts).toMatchObject({ completed: 1, failed: 1 })
    expect((await transport.queueInfo('default.dlq'))?.ready).toBe(1)
    expect(await lines(flowJob)).toEqual(['root total waiting', ' .1 double queued'])
    const stopped = worker.stop()
    await clock.advance('60s')
    await stopped
    start()
    const hands = new MemoryTransport({ broker })
    await hands.connect()
    const moved = latch<string>()
    await hands.consume('default.dlq', { prefetch: 1 }, (letter) => {
      const { body, headers, contentType, correlationId } = letter
      void hands
        .publish({
          ...{ queueName: 'default', kind: 'job', body, headers, messageId: 'again' },
          ...{ contentType, correlationId },
        })
        .then(() => letter.ack())
        .then(() => moved.open(String(headers['x-error-message'])))
    })
    expect(await moved.opened).toContain('arq dlq redrive')
    await clock.advance('1s')
    expect(await flowJob.result({ timeout: 0 })).toBe(2)
    await hands.close()
  })
})

describe('what is no flow', () => {
  it.each([
    ['a child', () => flow(double, [1], { children: [double as never] }), 'children.0'],
    ['children', () => flow(double, [1], { children: 1 as never }), 'children'],
    ['a policy', () => flow(double, [1], { onChildFailure: 'never' as never }), 'onChildFailure'],
    [
      'a later link',
      () => chain(flow(plusOne), flow(total, [], { children: [flow(plusOne)] })),
      'links.1',
    ],
    ['a link', () => chain(1 as never, flow(plusOne)), 'links.0'],
    ['no link', () => (chain as () => unknown)(), 'links'],
    ['a callback', () => group([], double as never), 'callback'],
    [
      'a callback with children',
      () => group([], flow(total, [], { children: [flow(plusOne)] })),
      'callback',
    ],
  ])('is refused by name: %s', (_name, make, path) => {
    expect(make).toThrow(
      expect.objectContaining({
        code: 'ARQ_CONFIG_INVALID',
        issues: [expect.objectContaining({ path })],
      }),
    )
  })

  it('is refused before anything is sent', async () => {
    const { client, store } = await setup()
    const wrong = flow(total, [], { children: [flow(double, [1]), flow(double, [1n as never])] })
    await expect(client.enqueueFlow(wrong, { jobId: 'f' })).rejects.toMatchObject({
      code: 'ARQ_ENCODE_FAILED',
    })
    expect(await store.get('f')).toBeUndefined()
    expect(await store.entries.read('flow:f')).toEqual(new Map())
    const large = flow(look, ['x'.repeat(1024 * 1024)] as never, { children: [flow(double, [1])] })
    await expect(client.enqueueFlow(large, { jobId: 'f' })).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('reference'),
    })
  })
})

async function all(job: FlowJob): Promise<FlowJobInfo[]> {
  const nodes: FlowJobInfo[] = []
  for await (const node of job.tree()) nodes.push(node)
  return nodes
}

describe('a flow that a task enqueues', () => {
  it('is sent once, however often the task runs, where it gives an id that stays the same', async () => {
    const runs: string[] = []
    const noted = task('noted', async (ctx) => void runs.push(ctx.jobId))
    const planning = task('planning', async (ctx) => {
      const root = flow(noted, [], { children: [flow(noted), flow(noted)] })
      const jobId = ctx.idempotencyKey('album')
      const sent = await ctx.client.enqueueFlow(root, { jobId })
      if (ctx.jobTry === 1) throw new Retry({ defer: '1s' })
      return sent
    })
    const { client, clock, start } = await setup()
    start([noted, planning])
    const job = await client.enqueueJob(planning)
    await clock.advance('10s')
    const sent = await job.result({ timeout: 0 })
    expect(sent).toEqual({ id: sent.jobId, jobId: sent.jobId, queueName: 'default' })
    const found = client.getFlow(sent.jobId)
    expect(await lines(found)).toEqual([
      'root noted completed',
      ' .1 noted completed',
      ' .2 noted completed',
    ])
    expect(runs.sort()).toEqual([sent.jobId, `${sent.jobId}.1`, `${sent.jobId}.2`])
  })

  it('is refused by name: what is no flow, a wrong option, and where no store keeps flows', async () => {
    const wrong = task('wrong', async ({ client }) => {
      const codes: unknown[] = []
      const code = (error: unknown): unknown => Reflect.get(Object(error), 'code')
      for (const call of [
        () => client.enqueueFlow(double as never),
        () => client.enqueueFlow(flow(double, [1]), { jobID: 'x' } as never),
        () => client.enqueueFlow(flow(double, [1])).then(() => 'sent'),
      ]) {
        codes.push(await call().catch(code))
      }
      return codes
    })
    const { client, clock, start } = await setup()
    start([wrong, double])
    const job = await client.enqueueJob(wrong)
    const plain = Object.defineProperty(new MemoryResultStore({ clock }), 'entries', {
      value: undefined,
    })
    const other = await setup({}, plain)
    other.start([wrong, double])
    const otherJob = await other.client.enqueueJob(wrong)
    await clock.advance('1s')
    await other.clock.advance('1s')
    const invalid = ['ARQ_CONFIG_INVALID', 'ARQ_CONFIG_INVALID']
    expect(await job.result({ timeout: 0 })).toEqual([...invalid, 'sent'])
    expect((await otherJob.result({ timeout: 0 })).at(-1)).toBe('ARQ_UNSUPPORTED')
  })
})
