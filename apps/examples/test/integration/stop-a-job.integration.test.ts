import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { printReport, stopReport } from '../../src/stop-a-job.js'
import { openServers } from '../real-servers.js'

let servers: Awaited<ReturnType<typeof openServers>>
beforeAll(async () => {
  servers = await openServers()
  servers.startWorker({ functions: [printReport] })
})
afterAll(() => servers.close())

it('stops a job that runs, from a client that did not enqueue it', async () => {
  const job = await (await servers.openClient()).enqueueJob(printReport, [1000])
  for await (const { progress } of job.updates()) if (progress !== undefined) break
  const other = await servers.openClient()
  expect(await stopReport(other, job.jobId)).toBe(true)
  await expect(job.result({ timeout: '60s' })).rejects.toMatchObject({ code: 'ARQ_JOB_ABORTED' })
})

it('says so when the job has ended already', async () => {
  const client = await servers.openClient()
  const job = await client.enqueueJob(printReport, [0])
  await job.result({ timeout: '60s' })
  expect(await stopReport(client, job.jobId)).toBe(false)
})
