import { silentLogger, task } from '@arq/core'
import { setCronPaused } from '@arq/core/internal'
import {
  ManualClock,
  MemoryBroker,
  MemoryRecords,
  MemoryResultStore,
  MemoryTransport,
} from '@arq/memory'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { cron, type CronOptions, type RunnableSettings, Worker } from '../../src/index.js'
import { type LogLine, recordingLogger } from '../setup.js'

const NAME = 'cron:report'
let clock: ManualClock
let broker: MemoryBroker
let records: MemoryRecords
let store: MemoryResultStore
let ran: string[]
const workers: { worker: Worker<object>; ended: Promise<void> }[] = []

const openStore = () => new MemoryResultStore({ records })

beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-01-01T00:02:30Z'))
  broker = new MemoryBroker({ clock })
  records = new MemoryRecords({ clock })
  store = openStore()
  await store.connect()
  ran = []
})
afterEach(async () => {
  await stopAll()
  await store.close()
})

const report = task('report', ({ jobId }) => {
  ran.push(jobId)
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
      resultStore: openStore(),
      clock,
      logger: silentLogger,
      ...settings,
    })
    workers.push({ worker, ended: worker.run() })
  }
  await clock.advance(0)
}

async function stopAll(): Promise<void> {
  const stopped = workers.splice(0).map(async ({ worker, ended }) => {
    await worker.stop()
    await ended
  })
  await clock.advance('60s')
  await Promise.all(stopped)
}

const pause = () => setCronPaused(store, NAME, true, clock.now())
const resume = () => setCronPaused(store, NAME, false, clock.now())
const tick = (minute: string) => `${NAME}:2026-01-01T00:${minute}:00Z`

describe('a cron job that is paused', () => {
  it('is skipped by every worker, also by those that start later, until it is resumed', async () => {
    await startWorkers(2)
    await clock.advance('5m')
    expect(ran).toEqual([tick('05')])
    await pause()
    await clock.advance('5m')
    await stopAll()
    await startWorkers(2)
    await clock.advance('9m')
    expect(ran).toEqual([tick('05')])
    await resume()
    await clock.advance('5m')
    expect(ran).toEqual([tick('05'), tick('25')])
  })

  it('says so once in the log of a worker, and anew when it is paused again', async () => {
    const lines: LogLine[] = []
    await pause()
    await startWorkers(1, { logger: recordingLogger(lines) })
    const said = () => lines.filter(({ message }) => message.includes('has been paused'))
    await clock.advance('30m')
    expect(said()).toEqual([
      {
        level: 'info',
        message: `${NAME} has been paused since 2026-01-01T00:02:30.000Z: its ticks are skipped until arq cron resume ${NAME}`,
      },
    ])
    await resume()
    await clock.advance('5m')
    await pause()
    await clock.advance('10m')
    expect(said()).toHaveLength(2)
  })

  it('stops no other one', async () => {
    await pause()
    await startWorkers(1, { cronJobs: [everyFive(), everyFive({ name: 'other' })] })
    await clock.advance('5m')
    expect(ran).toEqual(['other:2026-01-01T00:05:00Z'])
  })

  it('does not run at startup, nor one of each worker', async () => {
    await pause()
    await startWorkers(2, { cronJobs: [everyFive({ runAtStartup: true, unique: false })] })
    await clock.advance('10m')
    expect(ran).toEqual([])
  })

  it('does not make up for the ticks of a pause that is over', async () => {
    const cronJobs = [everyFive({ missed: 'runOnce' })]
    await pause()
    await clock.advance('5m')
    await resume()
    // The last tick was in the pause.
    await startWorkers(2, { cronJobs })
    await clock.advance('1m')
    expect(ran).toEqual([])
    await stopAll()
    await clock.advance('4m')
    await startWorkers(2, { cronJobs })
    // This one nobody has seen.
    expect(ran).toEqual([tick('10')])
  })

  it('stays so while the store is away, for workers that have heard of it', async () => {
    const own = openStore()
    const ask = own.get.bind(own)
    let isAway = false
    own.get = (jobId) => (isAway ? Promise.reject(new Error('away')) : ask(jobId))
    await pause()
    await startWorkers(1, { resultStore: own, cronJobs: [everyFive({ unique: false })] })
    await clock.advance('5m')
    isAway = true
    await clock.advance('5m')
    expect(ran).toEqual([])
    isAway = false
    await resume()
    await clock.advance('5m')
    expect(ran).toHaveLength(1)
  })
})
