import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'
import { afterEach, beforeEach, expect, it } from '@jest/globals'

import { FileResultStore } from '../src/own-result-store.js'

const add = task('add', (_ctx, a: number, b: number) => a + b)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arq-results-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function setup() {
  const broker = new MemoryBroker()
  const resultStore = new FileResultStore(folder)
  const client = await createClient({ transport: new MemoryTransport({ broker }), resultStore })
  const worker = new Worker({
    transport: new MemoryTransport({ broker }),
    resultStore,
    functions: [add],
    logger: silentLogger,
  })
  return { client, worker }
}

it('keeps status and result where the user wants them', async () => {
  const { client, worker } = await setup()
  const job = await client.enqueueJob(add, [1, 2])
  expect(await job.status()).toBe('queued')
  expect((await client.queuedJobs()).map(({ jobId }) => jobId)).toEqual([job.id])
  const running = worker.run()
  expect(await job.result({ pollDelay: '10ms' })).toBe(3)
  expect(await job.status()).toBe('completed')
  await worker.stop()
  await running
  expect(await job.delete()).toBe(true)
  expect(await client.getJobStatus(job.id)).toBeUndefined()
  await client.close()
})

it('lets one of two jobs of the same id through, whatever the id looks like', async () => {
  const { client } = await setup()
  const jobId = '../order:42'
  expect(await client.enqueueJob(add, [1, 2], { jobId })).not.toBeNull()
  expect(await client.enqueueJob(add, [1, 2], { jobId })).toBeNull()
  expect(readdirSync(folder)).toEqual(['..%2Forder%3A42.job'])
  await client.close()
})

it('stops a job that waits', async () => {
  const { client } = await setup()
  const job = await client.enqueueJob(add, [1, 2], { deferBy: '1h' })
  expect(await job.abort()).toBe(true)
  await expect(job.result()).rejects.toMatchObject({ code: 'ARQ_JOB_ABORTED' })
  await client.close()
})

it('says whether waiting helps when it fails', async () => {
  const store = new FileResultStore(folder)
  await store.connect()
  mkdirSync(join(folder, 'j1.job'))
  const at = '2026-11-22T01:35:00.675+00:00'
  const about = { functionName: 'add', args: [], kwargs: {}, queueName: 'default', workerId: 'w' }
  const times = { enqueueTime: at, startTime: at, createdAt: at }
  const record = { jobId: 'j1', status: 'queued', retryCount: 0, ...about, ...times } as const
  await expect(store.create(record, { ttlMs: 1000 })).rejects.toMatchObject({
    code: 'ARQ_STORE_FAILED',
    retryable: false,
  })
  await store.close()
})
