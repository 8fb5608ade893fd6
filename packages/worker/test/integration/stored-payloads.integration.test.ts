import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import {
  encryption,
  filePayloads,
  type PayloadStore,
  type ResultStore,
  resultStorePayloads,
} from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { doubled, expectLargeThrough, outline } from './large-payloads.js'
import { PayloadChild } from './payload-child.js'
import { serverUrl, uniqueName } from './servers.js'
import { setup } from './setup.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'arq-payloads-'))
})
afterAll(() => rm(folder, { recursive: true }))

const redis = (): ResultStore =>
  new RedisResultStore({
    url: serverUrl('ARQ_TEST_REDIS_URL'),
    keyPrefix: 'test-payloads',
    commandTimeout: '30s',
  })
const postgresql = (): ResultStore =>
  new SqlResultStore({ url: serverUrl('ARQ_TEST_POSTGRESQL_URL'), commandTimeout: '30s' })

describe('large arguments and results over RabbitMQ', () => {
  it('are refused as they are, by the limit of the transport', async () => {
    const arq = await setup({ functions: [doubled] })
    await expect(arq.client.enqueueJob(doubled, ['x'.repeat(20_000_000)])).rejects.toMatchObject({
      code: 'ARQ_PUBLISH_TOO_LARGE',
    })
    await arq.close()
  })

  it.each<[string, () => ResultStore, (store: ResultStore) => PayloadStore]>([
    ['files', redis, () => filePayloads(folder)],
    ['Redis', redis, (store) => resultStorePayloads(store)],
    ['PostgreSQL', postgresql, (store) => resultStorePayloads(store)],
  ])('go by %s', (_where, newStore, payloadsOf) => expectLargeThrough({ newStore, payloadsOf }))
})

it('encrypts before it offloads: no file holds a word of it', async () => {
  const cipher = encryption({ keys: { one: randomBytes(32) }, use: 'one' })
  const payloads = { store: filePayloads(folder), thresholdBytes: 1024 }
  const how = { encryption: cipher, payloads }
  const arq = await setup({ functions: [doubled], ...how }, { client: how })
  void arq.worker.run()
  const job = await arq.client.enqueueJob(doubled, ['secret '.repeat(1000)])
  expect(await job.result({ timeout: '30s' })).toBe('secret '.repeat(2000))
  const { key } = (await job.info()).payloads!.result!
  const found = await payloads.store.get(key)
  expect(String(Buffer.from(found!))).toContain('arq-sealed:1:one:')
  await arq.close()
})

describe('a process that is killed', () => {
  const bytes = 1_000_000
  const twice = outline('x'.repeat(2 * bytes))
  const files = async (): Promise<number> =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
      .length

  const places = ['fetched', 'running', 'put'] as const
  it.each(isFullRun ? places : ['fetched' as const])(
    'a worker, when it has %s: another one ends its job, once',
    async (holdAt) => {
      const payloads = { store: filePayloads(folder) }
      const arq = await setup({ functions: [doubled], payloads }, { client: { payloads } })
      const killed = new PayloadChild(arq, { role: 'worker', folder, holdAt })
      const job = await arq.client.enqueueJob(doubled, ['x'.repeat(bytes)])
      await killed.said(`held ${holdAt}`)
      await killed.kill()
      void arq.worker.run()
      expect(outline(await job.result({ timeout: '1m' }))).toEqual(twice)
      await arq.worker.stop()
      expect(arq.worker.counts).toMatchObject({ completed: 1, failed: 0 })
      expect(await arq.admin.queueInfo(arq.queueName)).toMatchObject({ ready: 0 })
      await arq.close()
    },
  )

  it('a client, between put and publish: nothing was sent, and a repeat of the call sends the job', async () => {
    const payloads = { store: filePayloads(folder) }
    const jobId = uniqueName('job')
    const arq = await setup({ functions: [doubled], payloads }, { client: { payloads } })
    const before = await files()
    const orders = {
      role: 'client',
      folder,
      holdAt: 'put',
      bytes,
      jobId,
      claimLease: '1s',
    } as const
    const killed = new PayloadChild(arq, orders)
    await killed.said('held put')
    await killed.kill()
    // The orphan lies there until it expires.
    expect(await files()).toBe(before + 1)
    expect((await arq.admin.queueInfo(arq.queueName))?.ready ?? 0).toBe(0)
    const job = await arq.client.enqueueJob(doubled, ['x'.repeat(bytes)], { jobId })
    void arq.worker.run()
    expect(outline(await job?.result({ timeout: '1m' }))).toEqual(twice)
    await arq.worker.stop()
    expect(arq.worker.counts).toMatchObject({ completed: 1, failed: 0 })
    await arq.close()
  })
})
