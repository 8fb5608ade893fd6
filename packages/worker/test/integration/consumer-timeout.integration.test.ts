import { silentLogger, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRabbit } from '@arq/tooling-services'
import { describe, expect, it } from '@jest/globals'

import { results, setup } from './setup.js'

/**
 * As on every broker, 30 minutes are the default; here they are seconds, looked at twice a second. Enough seconds for
 * jobs that a busy machine holds up: those have ten of them.
 */
const CONSUMER_TIMEOUT_MS = 20_000
const settings = { consumer_timeout: CONSUMER_TIMEOUT_MS, channel_tick_interval: 500 }

const describeInFull = isFullRun ? describe : describe.skip

describeInFull('a broker that takes back what is not settled in time', () => {
  it('never closes the channel: short jobs behind a large prefetch are handed back and run later', async () => {
    const rabbit = await createRabbit({ settings })
    await rabbit.start()
    const warnings: string[] = []
    const logger = {
      ...silentLogger,
      warn: (text: string) => void warnings.push(text),
      child: () => logger,
    }
    const runs = new Map<number, number>()
    const nap = task('nap', async (_ctx, n: number) => {
      runs.set(n, (runs.get(n) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, 300))
      return n
    })
    const arq = await setup(
      {
        functions: [nap],
        maxConcurrentJobs: 1,
        prefetchCount: 100,
        jobTimeout: '10s',
        gracefulShutdownTimeout: 0,
        logger,
      },
      { rabbitUrl: rabbit.url, transport: { consumerTimeout: '20s' } },
    )
    try {
      // 27 s of work: much of it would wait here for longer than the broker allows.
      const numbers = Array.from({ length: 90 }, (_, n) => n)
      const jobs = await arq.client.enqueueJobs(
        numbers.map((n) => ({ function: nap, args: [n] as [number] })),
      )
      void arq.worker.run()
      expect(await results(jobs)).toEqual(numbers)
      expect([...runs.values()]).toEqual(numbers.map(() => 1))
      expect(arq.worker.counts.waitedTooLong).toBeGreaterThan(0)
      expect(warnings.filter((line) => line.includes('closed a channel'))).toEqual([])
      expect(warnings[0]).toMatch(/jobs of .* waited for a slot/)
    } finally {
      await arq.close()
      await rabbit.dispose()
    }
  })
})
