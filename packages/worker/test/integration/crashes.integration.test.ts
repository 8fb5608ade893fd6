import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRabbit, createRedis } from '@arq/tooling-services'
import { describe, expect, it } from '@jest/globals'

import { latch } from '../setup.js'
import { type Bundle, results, setup } from './setup.js'
import { WorkerChild } from './worker-child.js'

/** Enough for a crash in the middle of the work; ten times as many fill what is buffered anywhere. */
const JOBS = isFullRun ? 20_000 : 2000
const itInFull = isFullRun ? it : it.skip

const double = task('double', async (_ctx, n: number) => n * 2)
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

async function enqueueDoubles({ client }: Bundle, count: number) {
  return client.enqueueJobs(range(count).map((n) => ({ function: double, args: [n] as [number] })))
}

/** Watches records from now on; `seen` resolves when `count` have changed: a sign that work is under way. */
async function watchChanges({ redisUrl, keyPrefix }: Bundle, count: number) {
  const store = new RedisResultStore({ url: redisUrl, keyPrefix })
  await store.connect()
  let changes = 0
  const enough = latch()
  await store.subscribe(() => {
    changes += 1
    if (changes === count) enough.open()
  })
  return { seen: enough.opened.then(() => store.close()) }
}

describe(`${String(JOBS)} jobs`, () => {
  it('end with as many results and an empty queue', async () => {
    const arq = await setup({ functions: [double] })
    const jobs = await enqueueDoubles(arq, JOBS)
    void arq.worker.run()
    expect(await results(jobs)).toEqual(range(JOBS).map((n) => n * 2))
    await arq.worker.stop()
    expect(arq.worker.counts).toMatchObject({
      completed: JOBS,
      failed: 0,
      duplicateRuns: 0,
      duplicateDeliveries: 0,
    })
    expect((await arq.admin.queueInfo(arq.queueName))?.ready).toBe(0)
    await arq.close()
  })
})

describe('a worker process that is killed', () => {
  it(`in the middle of ${String(JOBS)} jobs and started again leaves as many results and an empty queue`, async () => {
    const arq = await setup({ functions: [double] })
    const jobs = await enqueueDoubles(arq, JOBS)
    const underWay = await watchChanges(arq, JOBS / 5)
    const first = new WorkerChild(arq)
    await underWay.seen
    await first.end('SIGKILL')
    const second = new WorkerChild(arq)
    const values = await results(jobs)
    expect(values).toEqual(range(JOBS).map((n) => n * 2))
    expect(await second.end('SIGTERM')).toBe(0)
    expect(second.output).toContain('Stopped:')
    expect((await arq.admin.queueInfo(arq.queueName))?.ready).toBe(0)
    expect(await arq.admin.queueInfo(`${arq.queueName}.dlq`)).toMatchObject({ ready: 0 })
    await arq.close([])
  })
})

describe('a broker that restarts', () => {
  // In short: seed-promises.
  itInFull('has lost none of 1,000 queued jobs', async () => {
    const rabbit = await createRabbit()
    await rabbit.start()
    const arq = await setup({ functions: [double] }, { rabbitUrl: rabbit.url })
    try {
      const jobs = await enqueueDoubles(arq, 1000)
      const later = await arq.client.enqueueJob(double, [7], { deferBy: '20s' })
      await rabbit.restart()
      void arq.worker.run()
      expect(await results(jobs)).toEqual(range(1000).map((n) => n * 2))
      expect(await later.result()).toBe(14)
    } finally {
      await arq.close()
      await rabbit.dispose()
    }
  })

  it('in the middle of the work loses nothing either, and the worker goes on by itself', async () => {
    const rabbit = await createRabbit()
    await rabbit.start()
    const arq = await setup({ functions: [double] }, { rabbitUrl: rabbit.url })
    try {
      // RabbitMQ 3.10.8 forgets how to elect a leader for a quorum queue that was declared within a few seconds of a
      // SIGKILL of its only node (seen with plain amqplib too). A clean restart puts that on disk; the deferred job
      // declares the queue that the worker's mover consumes.
      await enqueueDoubles(arq, 1)
      await arq.client.enqueueJob(double, [0], { deferBy: '1s' })
      await rabbit.restart()
      const jobs = await enqueueDoubles(arq, 3000)
      const underWay = await watchChanges(arq, 500)
      void arq.worker.run()
      await underWay.seen
      await rabbit.kill()
      await rabbit.start()
      expect(await results(jobs)).toEqual(range(3000).map((n) => n * 2))
    } finally {
      await arq.close()
      await rabbit.dispose()
    }
  })
})

describe('Redis away in the middle of a run', () => {
  it('stops no job, and all results are there when it is back', async () => {
    const redis = await createRedis()
    await redis.start()
    const arq = await setup({ functions: [double] }, { redisUrl: redis.url })
    try {
      const jobs = await enqueueDoubles(arq, 2000)
      const underWay = await watchChanges(arq, 300)
      void arq.worker.run()
      await underWay.seen
      // Frozen, not killed: this Redis keeps nothing on disk, and the point is that nobody loses a job or a result.
      redis.pause()
      await emptied(arq)
      redis.resume()
      expect(await results(jobs)).toEqual(range(2000).map((n) => n * 2))
      expect(arq.worker.counts.completed).toBeGreaterThanOrEqual(2000)
    } finally {
      await arq.close()
      await redis.dispose()
    }
  })

  it('for good, with everything it held: the jobs are still all run', async () => {
    const redis = await createRedis()
    await redis.start()
    const arq = await setup({ functions: [double] }, { redisUrl: redis.url })
    try {
      await enqueueDoubles(arq, 500)
      await redis.kill()
      const completed = latch()
      arq.worker.on(() => {
        if (arq.worker.counts.completed === 500) completed.open()
      })
      void arq.worker.run()
      // All have run, not only been handed out: a worker that stops gives back what it has not begun.
      await completed.opened
      await arq.worker.stop()
      expect(arq.worker.counts.completed).toBe(500)
      expect((await arq.admin.queueInfo(arq.queueName))?.ready).toBe(0)
    } finally {
      await arq.close()
      await redis.dispose()
    }
  })
})

/** Resolves when the worker has nothing left to take. */
async function emptied({ admin, queueName }: Bundle): Promise<void> {
  while ((await admin.queueInfo(queueName))?.ready !== 0);
}
