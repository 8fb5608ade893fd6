import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { createMongoDB, type MongoDBServer } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { MongoResultStore } from '../../src/index.js'
import { urlOf } from './setup.js'

const JOBS = 300

function rabbitUrl(): string {
  const url = process.env['ARQ_TEST_RABBITMQ_URL']
  if (url === undefined) throw new Error('set ARQ_TEST_RABBITMQ_URL (npm run test:full does)')
  return url
}

describe.each([
  ['a replica set', false],
  ['a single server', true],
])('a worker with results in MongoDB, %s', (_, isStandalone) => {
  let server: MongoDBServer
  beforeAll(async () => {
    server = await createMongoDB({ isStandalone })
    await server.start()
  })
  afterAll(() => server.dispose())

  /** A client and a worker with stores of their own, and a third store to look at what they wrote. */
  async function setup(double: (n: number) => Promise<number>) {
    const queueName = `arq-test-${randomUUID()}`
    const newStore = () => new MongoResultStore({ url: urlOf(server), connectTimeout: '2s' })
    const newTransport = () => new AmqpTransport({ url: rabbitUrl(), reconnectInterval: '200ms' })
    const admin = newTransport()
    const store = newStore()
    await Promise.all([admin.connect(), store.connect()])
    const shared = { queueName, logger: silentLogger }
    const client = await createClient({
      ...shared,
      transport: newTransport(),
      resultStore: newStore(),
    })
    const worker = new Worker({
      ...shared,
      functions: [task('double', (_ctx, n: number) => double(n))],
      transport: newTransport(),
      resultStore: newStore(),
      maxConcurrentJobs: 20,
    })
    const close = async (): Promise<void> => {
      await worker.stop()
      await client.close()
      await store.close()
      await admin.close()
    }
    return { queueName, admin, store, client, worker, close }
  }

  it('loses no job and no result when the server is killed under load and comes back', async () => {
    const times = new Map<number, number>()
    let reachHalf: () => void = () => undefined
    const half = new Promise<void>((resolve) => (reachHalf = resolve))
    const arq = await setup(async (n) => {
      times.set(n, (times.get(n) ?? 0) + 1)
      if (times.size === JOBS / 2) reachHalf()
      return n * 2
    })
    try {
      const specs = Array.from({ length: JOBS }, (_each, n) => ({ function: 'double', args: [n] }))
      const jobs = await arq.client.enqueueJobs(specs)
      void arq.worker.run()
      await half
      await server.kill()
      await server.start()
      const values = await Promise.all(jobs.map((job) => job.result()))
      expect(values).toEqual(specs.map((_each, n) => n * 2))
      // Results that waited at the broker meanwhile came home, and nothing else waits.
      await arq.worker.stop()
      expect(await arq.admin.queueInfo(arq.queueName)).toMatchObject({ ready: 0 })
      const found = await arq.store.getMany(jobs.map(({ jobId }) => jobId))
      expect([...found.values()].map(({ status }) => status)).toEqual(jobs.map(() => 'completed'))
      expect([...times.values()].every((count) => count === 1)).toBe(true)
    } finally {
      await arq.close()
    }
  })

  it('keeps a job that was aborted before it began from running, and a unique id from running twice', async () => {
    const ran: number[] = []
    const arq = await setup(async (n) => {
      ran.push(n)
      return n * 2
    })
    try {
      const [stopped, unique] = [
        await arq.client.enqueueJob('double', [1], {}),
        await arq.client.enqueueJob('double', [2], { jobId: 'the-one' }),
      ]
      expect(await arq.client.enqueueJob('double', [3], { jobId: 'the-one' })).toBeNull()
      const aborting = stopped.abort()
      void arq.worker.run()
      expect(await unique?.result()).toBe(4)
      await aborting
      await expect(stopped.result()).rejects.toMatchObject({ code: 'ARQ_JOB_ABORTED' })
      expect(ran).toEqual([2])
    } finally {
      await arq.close()
    }
  })
})
