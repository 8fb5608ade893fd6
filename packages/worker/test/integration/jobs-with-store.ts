import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { type ResultStore, silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { latch } from '../setup.js'
import { serverUrl, uniqueName } from './servers.js'

// What jobs over RabbitMQ must keep whatever store has their results; for the tests of each store.

/** A store, and its server. */
export interface StoreUnderTest {
  /** Not opened; all of them are on the same data. */
  readonly newStore: () => ResultStore
  readonly server: {
    kill(): Promise<void>
    start(): Promise<unknown>
  }
  /** For a store that tells of no changes: how often `job.result()` looks. */
  readonly pollDelay?: '500ms'
}

/** A client and a worker with stores of their own, and a third store to look at what they wrote. */
export async function setupJobs(
  newStore: () => ResultStore,
  double: (n: number) => number | Promise<number>,
) {
  const queueName = uniqueName('queue')
  const newTransport = () =>
    new AmqpTransport({ url: serverUrl('ARQ_TEST_RABBITMQ_URL'), reconnectInterval: '200ms' })
  const admin = newTransport()
  const store = newStore()
  await Promise.all([admin.connect(), store.connect()])
  const shared = { queueName, logger: silentLogger }
  const client = await createClient({
    ...{ ...shared, transport: newTransport(), resultStore: newStore() },
  })
  const worker = new Worker({
    ...{ ...shared, transport: newTransport(), resultStore: newStore() },
    functions: [task('double', async (_ctx, n: number) => double(n))],
    maxConcurrentJobs: 20,
  })
  return {
    ...{ queueName, admin, store, client, worker },
    async [Symbol.asyncDispose](): Promise<void> {
      await worker.stop()
      await client.close()
      await store.close()
      await admin.close()
    },
  }
}

/** Kills the store's server while half of the jobs have run: no job and no result is lost, and each job runs once. */
export async function expectNothingLost(
  { newStore, server, pollDelay }: StoreUnderTest,
  count: number,
): Promise<void> {
  const times = new Map<number, number>()
  const half = latch()
  await using arq = await setupJobs(newStore, (n) => {
    times.set(n, (times.get(n) ?? 0) + 1)
    if (times.size === count / 2) half.open()
    return n * 2
  })
  const specs = Array.from({ length: count }, (_, n) => ({ function: 'double', args: [n] }))
  const jobs = await arq.client.enqueueJobs(specs)
  void arq.worker.run()
  await half.opened
  await server.kill()
  await server.start()
  const options = pollDelay === undefined ? {} : { pollDelay }
  const values = await Promise.all(jobs.map((job) => job.result(options)))
  expect(values).toEqual(specs.map((_, n) => n * 2))
  // Results that waited at the broker meanwhile came home, and nothing else waits.
  await arq.worker.stop()
  expect(await arq.admin.queueInfo(arq.queueName)).toMatchObject({ ready: 0 })
  const found = await arq.store.getMany(jobs.map(({ jobId }) => jobId))
  expect([...found.values()].map(({ status }) => status)).toEqual(jobs.map(() => 'completed'))
  expect([...times.values()].every((each) => each === 1)).toBe(true)
}

/** A job that was aborted before it began does not run, and a unique id does not run twice. */
export async function expectAbortedAndUnique(newStore: () => ResultStore): Promise<void> {
  const ran: number[] = []
  await using arq = await setupJobs(newStore, (n) => {
    ran.push(n)
    return n * 2
  })
  const jobId = randomUUID()
  const stopped = await arq.client.enqueueJob('double', [1], {})
  const unique = await arq.client.enqueueJob('double', [2], { jobId })
  expect(await arq.client.enqueueJob('double', [3], { jobId })).toBeNull()
  const aborting = stopped.abort()
  void arq.worker.run()
  expect(await unique?.result()).toBe(4)
  await aborting
  await expect(stopped.result()).rejects.toMatchObject({ code: 'ARQ_JOB_ABORTED' })
  expect(ran).toEqual([2])
}
