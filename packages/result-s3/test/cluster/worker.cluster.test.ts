import { randomUUID } from 'node:crypto'

import { Retry } from '@arq/core'
import { createS3, type S3Server } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { expectNothingLost, setupJobs } from '../../../worker/test/integration/jobs-with-store.js'
import { S3ResultStore } from '../../src/index.js'

const JOBS = 200

let server: S3Server
beforeAll(async () => {
  server = await createS3()
  await server.start()
})
afterAll(() => server.dispose())

const newStore = () => new S3ResultStore({ url: server.url })

it('loses no job and no result when the server is killed under load and comes back', () =>
  expectNothingLost({ newStore, server, pollDelay: '500ms' }, JOBS))

it('aborts, retries and keeps ids unique with results in S3', async () => {
  let tries = 0
  await using arq = await setupJobs(newStore, (n) => {
    tries += 1
    if (tries === 1) throw new Retry({ defer: '10ms' })
    return n
  })
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
})
