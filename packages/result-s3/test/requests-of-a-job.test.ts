import { createClient } from '@arq/client'
import { Retry, silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'
import { afterEach, beforeEach, expect, it } from '@jest/globals'

import { S3ResultStore } from '../src/index.js'
import { type FakeS3, startFakeS3 } from './fake-s3.js'

const JOBS = 20

let fake: FakeS3
beforeEach(async () => {
  fake = await startFakeS3()
})
afterEach(() => fake.close())

/**
 * Requests for the object of a job since the last call, of the middle one of all jobs: where the machine holds a run up
 * for longer than a moment, its worker tells the store so, and that job has one of each more.
 */
const perJob = (): { readonly gets: number; readonly puts: number } => {
  const counts = new Map<string, { gets: number; puts: number }>()
  for (const line of fake.requests.splice(0)) {
    const [, method, object] = /^(GET|PUT) (\S*\/jobs\/arq\/jobs\/[^\s?]+)/.exec(line) ?? []
    if (object === undefined) continue
    const count = counts.get(object) ?? { gets: 0, puts: 0 }
    count[method === 'GET' ? 'gets' : 'puts'] += 1
    counts.set(object, count)
  }
  expect(counts.size).toBe(JOBS)
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[JOBS / 2] ?? 0
  const all = [...counts.values()]
  return { gets: middle(all.map(({ gets }) => gets)), puts: middle(all.map(({ puts }) => puts)) }
}

it('is what the page says: of the enqueue, of a run, of a retry, of a look-up', async () => {
  const broker = new MemoryBroker()
  const store = () =>
    new S3ResultStore({
      url: 's3://jobs/arq',
      endpoint: fake.endpoint,
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    })
  const shared = { logger: silentLogger, queueName: 'q' }
  const client = await createClient({
    ...{ ...shared, transport: new MemoryTransport({ broker }), resultStore: store() },
  })
  const enqueue = (name: string) =>
    client.enqueueJobs(Array.from({ length: JOBS }, (_, n) => ({ function: name, args: [n] })))
  const worker = () =>
    new Worker({
      ...{ ...shared, transport: new MemoryTransport({ broker }), resultStore: store() },
      functions: [
        task('once', (_ctx, n: number) => n),
        task('twice', (ctx, n: number) => {
          if (ctx.jobTry === 1) throw new Retry({ defer: 0 })
          return n
        }),
      ],
      burstMode: true,
    })
  try {
    const jobs = await enqueue('once')
    const enqueued = perJob()
    await worker().run()
    const run = perJob()
    await Promise.all(jobs.map((job) => job.info()))
    const lookedUp = perJob()
    await enqueue('twice')
    perJob()
    await worker().run()
    const runTwice = perJob()
    expect({ enqueued, run, lookedUp, runTwice }).toEqual({
      enqueued: { gets: 0, puts: 1 },
      run: { gets: 2, puts: 2 },
      lookedUp: { gets: 1, puts: 0 },
      runTwice: { gets: 4, puts: 4 },
    })
  } finally {
    await client.close()
  }
})
