import { task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { latch } from '../setup.js'
import { FLEETS, restartUnderLoad } from './rolling-restarts.js'
import { setup } from './setup.js'

// At full size: ARQ_TEST_STOPS=20 ARQ_TEST_JOBS=5000 ARQ_TEST_RESTARTS=20.
const STOPS = Number(process.env['ARQ_TEST_STOPS'] ?? 2)
const JOBS = Number(process.env['ARQ_TEST_JOBS'] ?? 150)
const RESTARTS = Number(process.env['ARQ_TEST_RESTARTS'] ?? 1)
const LIMIT_MS = 60_000 * Math.max(5, STOPS / 2, RESTARTS / 2, JOBS / 500)
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
  // Without a store, nothing but the broker tells what was handed back.
  it.each(isFullRun ? FLEETS : FLEETS.slice(0, 1))(
    'under load park nothing, lose nothing, and run nothing twice that ends in time: %p',
    async (fleet) => {
      const { handedBack, interrupted, markedUnseen } = await restartUnderLoad({
        ...fleet,
        jobs: JOBS,
        rounds: RESTARTS,
      })
      if (IS_LARGE) {
        process.stderr.write(
          `${fleet.type}: ${String(JOBS)} jobs, ${String(3 * RESTARTS)} restarts, ${String(handedBack)} handed back, ${String(interrupted)} interrupted, ${String(markedUnseen)} marked by the broker alone\n`,
        )
      }
    },
    LIMIT_MS,
  )
})
