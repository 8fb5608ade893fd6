import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { Retry, silentLogger, task } from '@arq/core'
import { createS3, type S3Server } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { S3ResultStore } from '../../src/index.js'

const JOBS = 200

let server: S3Server
beforeAll(async () => {
  server = await createS3()
  await server.start()
})
afterAll(() => server.dispose())

function rabbitUrl(): string {
  const url = process.env['ARQ_TEST_RABBITMQ_URL']
  if (url === undefined) throw new Error('set ARQ_TEST_RABBITMQ_URL (npm run test:full does)')
  return url
}

/** A client and a worker with stores of their own, and a third store to look at what they wrote. */
async function setup(double: (n: number) => Promise<number>) {
  const queueName = `arq-test-${randomUUID()}`
  const newStore = () => new S3ResultStore({ url: server.url })
  const newTransport = () => new AmqpTransport({ url: rabbitUrl(), reconnectInterval: '200ms' })
  const store = newStore()
  await store.connect()
  const shared = { queueName, logger: silentLogger }
  const client = await createClient({
    ...{ ...shared, transport: newTransport(), resultStore: newStore() },
  })
  const worker = new Worker({
    ...{ ...shared, transport: newTransport(), resultStore: newStore() },
    functions: [task('double', (_ctx, n: number) => double(n))],
    maxConcurrentJobs: 20,
  })
  const close = async (): Promise<void> => {
    await worker.stop()
    await client.close()
    await store.close()
  }
  return { store, client, worker, close }
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
    const specs = Array.from({ length: JOBS }, (_, n) => ({ function: 'double', args: [n] }))
    const jobs = await arq.client.enqueueJobs(specs)
    void arq.worker.run()
    await half
    await server.kill()
    await server.start()
    const values = await Promise.all(jobs.map((job) => job.result({ pollDelay: '500ms' })))
    expect(values).toEqual(specs.map((_, n) => n * 2))
    await arq.worker.stop()
    const found = await arq.store.getMany(jobs.map(({ jobId }) => jobId))
    expect([...found.values()].map(({ status }) => status)).toEqual(jobs.map(() => 'completed'))
    expect([...times.values()].every((count) => count === 1)).toBe(true)
  } finally {
    await arq.close()
  }
})

it('aborts, retries and keeps ids unique with results in S3', async () => {
  let tries = 0
  const arq = await setup(async (n) => {
    tries += 1
    if (tries === 1) throw new Retry({ defer: '10ms' })
    return n
  })
  try {
    const jobId = randomUUID()
    const [first, second] = [
      await arq.client.enqueueJob('double', [1], { jobId }),
      await arq.client.enqueueJob('double', [1], { jobId }),
    ]
    expect(second).toBeNull()
    const waiting = await arq.client.enqueueJob('double', [2], { deferBy: '1h' })
    expect(await waiting.abort()).toBe(true)
    void arq.worker.run()
    expect(await first?.result({ pollDelay: '200ms' })).toBe(1)
    expect(await first?.info()).toMatchObject({ status: 'completed', jobTry: 2 })
    expect(await waiting.status()).toBe('aborted')
    await expect(arq.client.queuedJobs()).rejects.toMatchObject({ code: 'ARQ_UNSUPPORTED' })
  } finally {
    await arq.close()
  }
})
