import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { CountedJobs } from './counted-jobs.js'
import { report } from './report.js'

const WITHIN_MS = 600_000
/**
 * What the workers hold when they, or their broker, are killed: 20 jobs each, and as many that are done and being
 * acknowledged. Three of them: two, and the one in the place of the first.
 */
const HELD = 3 * 2 * 20
/**
 * A broker writes every 5 s how far its groups have come (`flushConsumerOffsetInterval`); twice as much, for a machine
 * that is late with it.
 */
const FORGOTTEN_MS = 10_000

/**
 * Every job that was confirmed must run. Again may run what the killed worker held, and what the killed broker has
 * forgotten; of that nothing whose end a result store knows.
 */
export function noJobLost(jobs: number): void {
  describe('a broker of its own', () => {
    let server: RocketMQServer
    let counted: CountedJobs | undefined
    beforeAll(async () => {
      // What was confirmed a moment before the broker is killed must be there afterwards.
      server = await createRocketMQ({ brokerConfig: { flushDiskType: 'SYNC_FLUSH' } })
      await server.start()
    }, WITHIN_MS)
    afterEach(() => counted?.killWorkers())
    afterAll(() => server.dispose())

    /** Kills a worker at a quarter of the jobs, and the broker at half of them. */
    async function runAll(prefix: string, store?: object) {
      const settings = { url: `rocketmq://${server.nameServerAddress}`, invisibleTime: 10, prefix }
      counted = new CountedJobs({ settings, store })
      const { runs } = counted
      const [first] = await Promise.all([counted.startWorker(), counted.startWorker()])
      const enqueueing = counted.enqueueUpTo(jobs)
      await runs.until(jobs / 4)
      await first.kill()
      const replaced = counted.startWorker()
      await runs.until(jobs / 2)
      const brokerKilledMs = performance.now()
      await server.brokers[0].kill()
      const brokerGoneMs = performance.now()
      await server.brokers[0].restart()
      await Promise.all([enqueueing, replaced])
      await runs.until(jobs)
      await counted.stopWorkers()
      return {
        ran: runs.firstMs.size,
        repeats: runs.repeats.length,
        sentAgain: counted.sentAgain,
        forgotten: runs.between(brokerKilledMs - FORGOTTEN_MS, brokerGoneMs),
      }
    }

    it(
      `loses none of ${jobs} jobs to the SIGKILL of a worker and to one of the broker`,
      async () => {
        const { ran, repeats, sentAgain, forgotten } = await runAll('none-')
        report('without a result store', { ran, repeats, sentAgain, forgotten })
        expect(ran).toBe(jobs)
        expect(repeats).toBeLessThanOrEqual(forgotten + sentAgain + HELD)
      },
      WITHIN_MS,
    )

    it(
      'runs no job again whose end a result store knows, whatever the broker has forgotten',
      async () => {
        const store = { url: process.env['ARQ_TEST_REDIS_URL'], keyPrefix: `crash:${Date.now()}:` }
        const { ran, repeats, sentAgain } = await runAll('redis-', store)
        report('with a result store in Redis', { ran, repeats, sentAgain })
        expect(ran).toBe(jobs)
        expect(repeats).toBeLessThanOrEqual(sentAgain + HELD)
      },
      WITHIN_MS,
    )
  })
}
