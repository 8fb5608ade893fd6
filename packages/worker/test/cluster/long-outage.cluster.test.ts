import { type HealthReport, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { createRabbit, createRedis, type RedisServer, until } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { type Bundle, results, setup } from '../integration/setup.js'

const JOBS = 20

/**
 * A worker looks for its store after 0.25 s, then after twice as long, at last every 5 s. So many looks in vain are more than
 * a minute would have to show: every limit has passed, and every pause is at its longest.
 */
const LOOKS = 7

let rabbit: Awaited<ReturnType<typeof createRabbit>>
beforeAll(async () => {
  rabbit = await createRabbit()
  await rabbit.start()
}, 180_000)
afterAll(() => rabbit.dispose())

const opened: (Bundle | RedisServer)[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) {
    await ('dispose' in each ? each.dispose() : each.close())
  }
})

/** A store that tells how a worker finds it. */
class WatchedStore extends RedisResultStore {
  onLook: (report: HealthReport) => void = () => undefined

  override async healthCheck(): Promise<HealthReport> {
    const report = await super.healthCheck()
    this.onLook(report)
    return report
  }

  /** Resolves when it was looked for in vain so often. */
  async missed(count: number): Promise<void> {
    let looks = 0
    await new Promise<void>((resolve) => {
      this.onLook = ({ isHealthy }) => {
        if (!isHealthy && ++looks === count) resolve()
      }
    })
  }

  /** Resolves when it is found. */
  async found(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onLook = ({ isHealthy }) => {
        if (isHealthy) resolve()
      }
    })
  }
}

function recordingLog() {
  const lines: string[] = []
  const note = (message: string) => void lines.push(message)
  const logger = { ...silentLogger, info: note, warn: note, error: note, child: () => logger }
  const linesWith = (text: string) => lines.filter((line) => line.includes(text))
  return { logger, linesWith }
}

const OUTAGES = [
  {
    how: 'killed',
    begin: (redis: RedisServer) => redis.kill(),
    end: (redis: RedisServer) => redis.start(),
  },
  {
    how: 'frozen',
    begin: async (redis: RedisServer) => redis.pause(),
    end: async (redis: RedisServer) => redis.resume(),
  },
]

describe.each(OUTAGES)('a Redis that is $how beyond every limit', ({ begin, end }) => {
  it.each([
    { degradeOnFailure: true, status: 'degraded', started: JOBS },
    { degradeOnFailure: false, status: 'not_ready', started: 0 },
  ])(
    'is found, told once, seen in the health, and found again: degradeOnFailure $degradeOnFailure',
    async ({ degradeOnFailure, status, started }) => {
      const redis = await createRedis({ appendFsync: 'always' })
      opened.push(redis)
      await redis.start()
      const limits = { connectTimeout: '300ms', commandTimeout: '300ms' } as const
      const resultStore = new WatchedStore({ url: redis.url, degradeOnFailure, ...limits })
      const { logger, linesWith } = recordingLog()
      let runs = 0
      const double = task('double', async (_ctx, n: number) => {
        runs += 1
        return n * 2
      })
      const arq = await setup(
        { functions: [double], resultStore, logger, maxConcurrentJobs: 5 },
        {
          rabbitUrl: rabbit.url,
          redisUrl: redis.url,
          client: { resultStore: new RedisResultStore({ url: redis.url }) },
        },
      )
      opened.push(arq)
      void arq.worker.run()
      const first = await arq.client.enqueueJob(double, [0])
      expect(await first.result()).toBe(0)
      runs = 0

      const missed = resultStore.missed(LOOKS)
      await begin(redis)
      const specs = Array.from({ length: JOBS }, (_, n) => ({
        function: double,
        args: [n] as [number],
      }))
      const jobs = await arq.client.enqueueJobs(specs)
      const all = results(jobs)
      await missed
      const { health, counts } = arq.worker
      expect(health).toMatchObject({ status, problems: [{ code: 'store_away' }] })
      expect([runs, counts.completed]).toEqual([started, started + 1])
      const parked = await arq.admin.queueInfo(`arq.results.${arq.queueName}`)
      expect(parked?.ready ?? 0).toBe(started)

      const found = resultStore.found()
      await end(redis)
      await found
      expect(await all).toEqual(specs.map((_, n) => n * 2))
      expect(runs).toBe(JOBS)
      // The last results are written a moment before the worker knows that none is left.
      const isReady = (): boolean => arq.worker.health.status === 'ready'
      await until(isReady, { what: 'a worker that is ready', withinMs: 60_000 })
      await arq.worker.stop()
      expect(linesWith('store is away')).toHaveLength(1)
      expect(linesWith('store is back')).toHaveLength(1)
    },
    300_000,
  )
})
