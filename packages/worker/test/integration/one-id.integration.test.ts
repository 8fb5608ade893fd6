import { task } from '@arq/core'
import { until } from '@arq/tooling-services'
import { afterEach, describe, expect, it } from '@jest/globals'

import { EnqueueChild } from './enqueue-child.js'
import { uniqueName } from './servers.js'
import { type Bundle, setup } from './setup.js'

const PROCESSES = 10
const CALLS = 10

const children: EnqueueChild[] = []
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()))
})

async function start(
  arq: Bundle,
  orders: Omit<ConstructorParameters<typeof EnqueueChild>[1], 'calls'> & { calls?: number },
): Promise<EnqueueChild> {
  const child = new EnqueueChild(arq, { calls: CALLS, ...orders })
  children.push(child)
  await child.said('ready')
  return child
}

/** A worker whose task counts its runs. */
async function setupCounting(settings = {}, client = {}) {
  const runs: string[] = []
  const counted = task('counted', async (ctx) => void runs.push(ctx.jobId))
  const arq = await setup({ functions: [counted], ...settings }, { client })
  return { arq, counted, runs }
}

describe('one id', () => {
  it('of 100 calls at once in 10 processes makes one job, and is free again once its result has gone', async () => {
    const { arq, counted, runs } = await setupCounting({ jobResultTtl: '1s' })
    const jobId = uniqueName('id')
    const fleet = await Promise.all(
      Array.from({ length: PROCESSES }, () => start(arq, { jobId, claimLease: '60s' })),
    )
    for (const child of fleet) child.go()
    const jobs = await Promise.all(fleet.map((child) => child.jobs()))
    expect(jobs.reduce((sum, each) => sum + each, 0)).toBe(1)
    const call = async () => arq.client.enqueueJob(counted, [], { jobId })
    expect(await call()).toBeNull()
    const running = arq.worker.run()
    await arq.client.getJob(jobId).result({ timeout: 30 })
    // Deleted: the next call gets the id.
    await arq.client.deleteJobResult(jobId)
    const second = await call()
    await second?.result({ timeout: 30 })
    // Expired: so does this one.
    const isGone = async (): Promise<boolean> => (await arq.store.get(jobId)) === undefined
    await until(isGone, { what: 'the end of a record', withinMs: 60_000 })
    const third = await call()
    await third?.result({ timeout: 30 })
    expect(runs).toEqual([jobId, jobId, jobId])
    await arq.close()
    await running
    // Nobody sent a second message of any of the three.
    expect(arq.worker.counts).toMatchObject({ completed: 3, duplicateDeliveries: 0 })
  })

  it('is free at the end of the lease when the process that had claimed it was killed before it sent the job', async () => {
    // As long as a call waits for the end of a claim that is not its own.
    const { arq, counted, runs } = await setupCounting({}, { claimLease: '4s' })
    const jobId = uniqueName('id')
    const killed = await start(arq, { jobId, claimLease: '2s', calls: 1, hangs: true })
    killed.go()
    await killed.said('claimed')
    await killed.kill()
    expect(await arq.store.get(jobId)).toMatchObject({ status: 'queued' })
    const job = await arq.client.enqueueJob(counted, [], { jobId })
    const running = arq.worker.run()
    await job?.result({ timeout: 30 })
    expect(runs).toEqual([jobId])
    await arq.close()
    await running
    expect(arq.worker.counts).toMatchObject({ completed: 1, duplicateDeliveries: 0 })
  })
})
