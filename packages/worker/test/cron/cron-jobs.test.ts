import { silentLogger, task } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { cron, type CronOptions, type RunnableSettings, Worker } from '../../src/index.js'
import { setup } from '../setup.js'

let clock: ManualClock
let broker: MemoryBroker
let store: MemoryResultStore
let ran: string[]
const workers: { worker: Worker<object>; ended: Promise<void> }[] = []

beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-01-01T00:02:30Z'))
  broker = new MemoryBroker({ clock })
  store = new MemoryResultStore({ clock })
  await store.connect()
  ran = []
})
afterEach(async () => {
  const stopped = workers.splice(0).map(async ({ worker, ended }) => {
    await worker.stop()
    await ended
  })
  await clock.advance('60s')
  await Promise.all(stopped)
  await store.close()
})

const report = task('report', ({ jobId }, ...args: string[]) => {
  ran.push([jobId, ...args].join(' '))
})

const everyFive = (options: CronOptions = {}) => cron(report, '*/5 * * * *', options)

async function startWorkers(
  count: number,
  settings: Partial<RunnableSettings<object>> = {},
): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const worker = new Worker<object>({
      functions: [report],
      cronJobs: [everyFive()],
      transport: new MemoryTransport({ broker }),
      resultStore: store,
      clock,
      logger: silentLogger,
      ...settings,
    })
    workers.push({ worker, ended: worker.run() })
  }
  await clock.advance(0)
}

describe('a cron job', () => {
  it('is one job per tick, however many workers there are', async () => {
    await startWorkers(3)
    expect(ran).toEqual([])
    await clock.advance('250m')
    const first = Date.parse('2026-01-01T00:05:00Z')
    const ticks = Array.from({ length: 50 }, (_, n) => new Date(first + n * 300_000))
    expect(ran).toEqual(ticks.map((tick) => `cron:report:${tick.toISOString().slice(0, 19)}Z`))
  })

  it('goes on when workers stop, and ends with the last', async () => {
    await startWorkers(2)
    await clock.advance('5m')
    await workers[0]?.worker.stop()
    await clock.advance('5m')
    await workers[1]?.worker.stop()
    await clock.advance('1h')
    expect(ran).toHaveLength(2)
  })

  it('takes arguments, a name, a queue and an id of its own', async () => {
    const cronJobs = [
      everyFive({ name: 'nightly', args: ['a', 'b'] }),
      everyFive({ name: 'single', jobId: 'the-one' }),
    ]
    await startWorkers(2, { cronJobs })
    await clock.advance('10m')
    expect(ran.sort()).toEqual([
      'nightly:2026-01-01T00:05:00Z a b',
      'nightly:2026-01-01T00:10:00Z a b',
      // Its result is still kept when the second tick comes.
      'the-one',
    ])
  })

  it('runs at startup once for workers that start together', async () => {
    await startWorkers(3, { cronJobs: [everyFive({ runAtStartup: true })] })
    await clock.advance('1s')
    expect(ran).toEqual(['cron:report:startup:2026-01-01T00:02:00Z'])
  })

  it('is one of each worker where it is not unique', async () => {
    await startWorkers(3, { cronJobs: [everyFive({ unique: false })] })
    await clock.advance('5m')
    expect(ran).toHaveLength(3)
  })

  it('is one job although results are kept for no time at all', async () => {
    await startWorkers(3, { jobResultTtl: 0 })
    await clock.advance('15m')
    expect(ran).toHaveLength(3)
  })

  it('is told by its name when two have the same', () => {
    const cronJobs = [everyFive(), everyFive()]
    const transport = new MemoryTransport({ broker })
    expect(() => new Worker({ functions: [report], cronJobs, transport })).toThrow('cron:report')
  })

  it('are not those of a task with a key of its own, unless the key alone decides', async () => {
    const keyed = task({
      name: 'keyed',
      unique: { key: () => 'k', mode: 'drop', window: '1m' },
      run: ({ jobId }) => void ran.push(jobId),
    })
    expect(() => cron(keyed, '*/5 * * * *')).toThrow(/unique: false/)
    expect(() => cron(keyed, '*/5 * * * *', { unique: false, jobId: 'x' })).toThrow(/no jobId/)
    await startWorkers(3, { cronJobs: [cron(keyed, '*/5 * * * *', { unique: false })] })
    await clock.advance('3m')
    expect(ran).toHaveLength(1)
  })

  it('is refused when it was not made by cron', () => {
    const transport = new MemoryTransport({ broker })
    // @ts-expect-error a crontab string alone is no cron job
    expect(() => new Worker({ functions: [report], cronJobs: ['* * * * *'], transport })).toThrow(
      'cronJobs.0: must be made by cron',
    )
  })
})

describe('a tick at which no worker ran', () => {
  it('is skipped', async () => {
    await startWorkers(1)
    await clock.advance('5m')
    await workers[0]?.worker.stop()
    await clock.advance('3h')
    await startWorkers(1)
    await clock.advance('1s')
    expect(ran).toHaveLength(1)
  })

  it('is not missed yet when a worker starts within a minute: those that were to send it may have died', async () => {
    await clock.advance('175s')
    await startWorkers(1)
    await clock.advance('1s')
    expect(ran).toEqual(['cron:report:2026-01-01T00:05:00Z'])
    await startWorkers(2)
    await clock.advance('1s')
    expect(ran).toHaveLength(1)
  })

  it('runs once with runOnce, the last of them, and not again in the next worker', async () => {
    const cronJobs = [everyFive({ missed: 'runOnce' })]
    await startWorkers(1, { cronJobs })
    await clock.advance('3m')
    await workers[0]?.worker.stop()
    await clock.advance('3h')
    ran = []
    await startWorkers(3, { cronJobs })
    await clock.advance('1s')
    expect(ran).toEqual(['cron:report:2026-01-01T03:05:00Z'])
    // A daily job that has run is not run again by a worker that starts later.
    await startWorkers(1, { cronJobs })
    await clock.advance('1s')
    expect(ran).toHaveLength(1)
  })

  it('is left alone when it is older than results are kept: nobody can tell whether it has run', async () => {
    const yearly = cron(report, '0 0 1 1 *', { missed: 'runOnce' })
    await startWorkers(1, { cronJobs: [yearly], jobResultTtl: '10s' })
    await clock.advance('1s')
    expect(ran).toEqual([])
  })

  it('counts as missed when the clock was set forward by hours', async () => {
    await startWorkers(1)
    // To 05:02:30; the tick of 00:05 is hours late.
    clock.jumpWall(5 * 3_600_000)
    await clock.advance('149s')
    expect(ran).toEqual([])
    await clock.advance('1s')
    expect(ran).toEqual(['cron:report:2026-01-01T05:05:00Z'])
  })
})

it('says without a store that a tick is not one job', async () => {
  const bundle = await setup({
    functions: [report],
    cronJobs: [everyFive()],
    enableJobResultStorage: false,
  })
  const running = bundle.worker.run()
  const warned = () => bundle.log.some(({ message }) => message.startsWith('Cron jobs without'))
  while (!warned()) await new Promise((resolve) => setImmediate(resolve))
  await bundle.close()
  await running
})

it('enqueues nothing in burst mode', async () => {
  await startWorkers(1, { burstMode: true, cronJobs: [everyFive({ runAtStartup: true })] })
  await clock.advance('10m')
  await workers[0]?.ended
  expect(ran).toEqual([])
})
