import { silentLogger, task } from '@arq/core'
import { createRabbit, createRedis, type RedisServer, until } from '@arq/tooling-services'
import { describe, expect, it } from '@jest/globals'

import type { Worker } from '../../src/index.js'
import { latch } from '../setup.js'
import { setup } from './setup.js'
import { untilHealth } from './until-health.js'

const double = task('double', async (_ctx, n: number) => n * 2)

const untilReady = (worker: Worker<object>): Promise<void> =>
  untilHealth(worker, ({ status }) => status === 'ready')

const isUnreached = (line: string): boolean => line.startsWith('Cannot reach')

/** What a logger was told as a warning. */
function warningLog() {
  const warnings: string[] = []
  const unreached = latch()
  const logger = {
    ...silentLogger,
    warn: (message: string) => {
      warnings.push(message)
      if (isUnreached(message)) unreached.open()
    },
    child: () => logger,
  }
  return { warnings, logger, unreached: unreached.opened }
}

describe('the health of a worker', () => {
  it('says that it starts, works and stops', async () => {
    const arq = await setup({ functions: [double] })
    expect(arq.worker.health).toMatchObject({
      status: 'not_ready',
      problems: [{ code: 'starting' }],
    })
    const running = arq.worker.run()
    await untilReady(arq.worker)
    expect(arq.worker.health.problems).toEqual([])
    await arq.close()
    await running
    expect(arq.worker.health).toMatchObject({
      status: 'not_ready',
      problems: [{ code: 'stopping' }],
    })
  })

  it('says that the broker is frozen, told once; afterwards jobs run again', async () => {
    const rabbit = await createRabbit()
    await rabbit.start()
    const { warnings, logger, unreached } = warningLog()
    const arq = await setup(
      { functions: [double], logger },
      { rabbitUrl: rabbit.url, transport: { heartbeat: '1s', connectionTimeout: '5s' } },
    )
    const running = arq.worker.run()
    await untilReady(arq.worker)
    rabbit.pause()
    await untilHealth(arq.worker, ({ status }) => status === 'not_ready')
    const codes = arq.worker.health.problems.map(({ code }) => code)
    expect(codes).toContain('broker_away')
    // It has tried, and was not answered.
    await unreached
    rabbit.resume()
    await untilReady(arq.worker)
    const job = await arq.client.enqueueJob(double, [2])
    expect(await job.result({ timeout: 30 })).toBe(4)
    expect(warnings.filter((line) => line.startsWith('Lost'))).toHaveLength(1)
    expect(warnings.filter(isUnreached)).toHaveLength(1)
    expect(warnings.filter((line) => line.startsWith('Nothing comes from'))).toEqual([])
    await arq.close()
    await running
    await rabbit.dispose()
  })

  it.each([
    ['killed', (redis: RedisServer) => redis.kill(), (redis: RedisServer) => redis.start()],
    [
      'frozen',
      async (redis: RedisServer) => {
        redis.pause()
      },
      async (redis: RedisServer) => {
        redis.resume()
      },
    ],
  ])(
    'says that the store is away, told once; jobs run meanwhile, and their results are there afterwards: %s',
    async (_how, begin, end) => {
      const redis = await createRedis({ appendFsync: 'always' })
      await redis.start()
      const { warnings, logger } = warningLog()
      const arq = await setup({ functions: [double], logger }, { redisUrl: redis.url })
      const running = arq.worker.run()
      await untilReady(arq.worker)
      const before = await arq.client.enqueueJob(double, [1])
      expect(await before.result({ timeout: 30 })).toBe(2)
      const second = latch()
      arq.worker.on('jobCompleted', () => second.open())
      await begin(redis)
      const during = await arq.client.enqueueJob(double, [2])
      await untilHealth(arq.worker, ({ status }) => status === 'degraded')
      expect(arq.worker.health.problems).toMatchObject([{ code: 'store_away', isFatal: false }])
      await second.opened
      await end(redis)
      const isReady = (): boolean => arq.worker.health.status === 'ready'
      await until(isReady, { what: 'the return of the store', withinMs: 60_000 })
      expect(await during.result({ timeout: 30 })).toBe(4)
      expect(warnings.filter((line) => line.includes('store'))).toHaveLength(1)
      await arq.close()
      await running
      await redis.dispose()
    },
  )
})
