import { createClient } from '@arq/client'
import { resultStoreConformance } from '@arq/conformance'
import { silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { createPostgres, type PostgresServer } from '@arq/tooling-services'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { OwnResultStore } from '../../src/own-result-store.js'

const add = task('add', (_ctx, a: number, b: number) => a + b)
let server: PostgresServer

beforeAll(async () => {
  server = await createPostgres()
  await server.start()
})
afterAll(() => server.dispose())

describe('a store of your own', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () => new OwnResultStore({ url: server.url, queryTimeout: '1s' }),
      canSubscribe: false,
      faults: {
        fail: () => server.pause(),
        recover: async (store) => {
          server.resume()
          while (!(await store.healthCheck()).isHealthy) {
            await new Promise((resolve) => setImmediate(resolve))
          }
        },
      },
    },
  )

  it('serves client and worker, which share its pool', async () => {
    const broker = new MemoryBroker()
    const resultStore = new OwnResultStore({ url: server.url })
    const client = await createClient({ transport: new MemoryTransport({ broker }), resultStore })
    const worker = new Worker({
      ...{ transport: new MemoryTransport({ broker }), resultStore },
      ...{ functions: [add], logger: silentLogger },
    })
    const job = await client.enqueueJob(add, [1, 2])
    expect((await client.queuedJobs()).map(({ jobId }) => jobId)).toContain(job.id)
    const running = worker.run()
    expect(await job.result({ pollDelay: '10ms' })).toBe(3)
    await worker.stop()
    await running
    expect(await job.status()).toBe('completed')
    await client.close()
    await expect(resultStore.get(job.id)).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('refuses a wrong setting by its name', () => {
    const make = () => new OwnResultStore({ url: server.url, queryTimeout: 'soon' as '1s' })
    expect(make).toThrow(/queryTimeout/)
  })
})
