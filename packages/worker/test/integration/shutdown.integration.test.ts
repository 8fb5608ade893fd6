import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { latch } from '../setup.js'
import { Fleet } from './fleet.js'
import { serverUrl } from './servers.js'
import { setup } from './setup.js'

// At full size: ARQ_TEST_STOPS=20 ARQ_TEST_JOBS=5000 ARQ_TEST_RESTARTS=20.
const STOPS = Number(process.env['ARQ_TEST_STOPS'] ?? 2)
const JOBS = Number(process.env['ARQ_TEST_JOBS'] ?? 150)
const RESTARTS = Number(process.env['ARQ_TEST_RESTARTS'] ?? 1)
const LIMIT_MS = 60_000 * Math.max(STOPS / 2, RESTARTS / 2, JOBS / 500)
const IS_LARGE = process.env['ARQ_TEST_JOBS'] !== undefined

describe('a worker that stops the moment its last job has ended', () => {
  it(
    'leaves none of 2,000 quick jobs to come back',
    async () => {
      for (let round = 0; round < STOPS; round += 1) {
        const runs = new Map<string, number>()
        const all = latch()
        const quick = task('quick', ({ jobId }) => {
          runs.set(jobId, (runs.get(jobId) ?? 0) + 1)
          if (runs.size === 2000) all.open()
        })
        // Without a store nothing but the acknowledgements tells that they have ended.
        const settings = { functions: [quick], enableJobResultStorage: false }
        const arq = await setup({ ...settings, maxConcurrentJobs: 100, prefetchCount: 200 })
        await arq.client.enqueueJobs(Array.from({ length: 2000 }, () => ({ function: quick })))
        void arq.worker.run()
        await all.opened
        await arq.worker.stop()
        // What came back would stand before it.
        const last = await arq.client.enqueueJob(quick)
        const [next] = await arq.take(arq.queueName)
        expect(next?.body).toContain(last.id)
        expect((await arq.admin.queueInfo(arq.queueName))?.ready).toBe(0)
        expect([...runs.values()].filter((count) => count > 1)).toEqual([])
        expect(arq.worker.counts).toMatchObject({ completed: 2000, requeued: 0 })
        await arq.close()
      }
    },
    LIMIT_MS,
  )
})

describe('rolling restarts of all workers', () => {
  it.each([
    { type: 'quorum', isStored: false },
    { type: 'classic', isStored: true },
  ] as const)(
    'under load park nothing, lose nothing, and run nothing twice that ends in time: %p',
    async ({ type, isStored }) => {
      const arq = await setup({ functions: [async function nothing() {}] }, { type })
      const { rabbitUrl, keyPrefix, queueName } = arq
      const redisUrl = isStored ? serverUrl('ARQ_TEST_REDIS_URL') : undefined
      // More jobs than are started between two restarts wait in each worker: they are handed back again and again.
      const settings = { jobCompletionWait: 0.3, gracefulShutdownTimeout: 0.6 }
      const fleet = new Fleet({ rabbitUrl, redisUrl, keyPrefix, queueName, type, settings })
      try {
        const specs = Array.from({ length: JOBS }, (_, n) =>
          // Some outlast the deadline of a stop.
          n % 50 === 0
            ? { function: 'obedient', args: [1500] }
            : { function: 'innocent', args: [20 + (n % 180)] },
        )
        const jobs = await arq.client.enqueueJobs(specs)
        fleet.start(3)
        await fleet.until(() => fleet.linesWith('Connected to').length === 3)
        for (let round = 0; round < RESTARTS; round += 1) await fleet.restartAll()
        await fleet.until(() => fleet.ended.size === JOBS)
        await fleet.stop()

        expect(fleet.deaths).toBe(0)
        expect([...fleet.ended.values()].filter((ends) => ends > 1)).toEqual([])
        const isLong = (jobId: string): boolean =>
          jobs.findIndex(({ id }) => id === jobId) % 50 === 0
        const repeated = [...fleet.began].filter(([, runs]) => runs > 1).map(([jobId]) => jobId)
        expect(repeated.filter((jobId) => !isLong(jobId))).toEqual([])
        // An interrupted run is no try.
        expect(new Set([...fleet.tries.values()].flat())).toEqual(new Set([1]))
        expect(fleet.summaries()).toMatchObject({
          completed: JOBS,
          failed: 0,
          retried: 0,
          aborted: 0,
          ongoing: 0,
        })
        expect(fleet.linesWith('runs next in a worker that runs nothing else')).toEqual([])
        expect((await arq.admin.queueInfo(`${queueName}.dlq`))?.ready ?? 0).toBe(0)
        expect((await arq.admin.queueInfo(queueName))?.ready).toBe(0)
        if (IS_LARGE) {
          const { 'handed back': handedBack = 0 } = fleet.summaries()
          process.stderr.write(
            `${type}: ${String(JOBS)} jobs, ${String(3 * RESTARTS)} restarts, ${String(handedBack)} handed back, ${String(repeated.length)} interrupted\n`,
          )
        }
      } finally {
        await fleet.kill()
        await arq.close([])
      }
    },
    LIMIT_MS,
  )
})
