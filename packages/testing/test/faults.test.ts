import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { createTestArq } from '../src/index.js'
import { deaf, endless, sendEmail } from './tasks.js'

const functions = [endless, deaf, sendEmail]

describe('an abort', () => {
  it('stops a job that runs', async () => {
    await using arq = await createTestArq({ functions })
    const job = await arq.client.enqueueJob(endless)
    await arq.untilRunning(job)
    expect(await arq.abort(job)).toBe(true)
    expect(await job.status()).toBe('aborted')
    expect(arq.runs).toMatchObject([{ task: 'endless', outcome: 'aborted' }])
  })

  it('stops a job that heeds no signal, and one that has not begun', async () => {
    await using arq = await createTestArq({ functions })
    const running = await arq.client.enqueueJob(deaf)
    await arq.untilRunning(running)
    const waiting = await arq.client.enqueueJob(sendEmail, ['a', 'b'], { deferBy: '1h' })
    expect(await arq.abort(running)).toBe(true)
    expect(await arq.abort(waiting.jobId)).toBe(true)
    await arq.clock.advance('2h')
    expect(arq.runs.map(({ task }) => task)).toEqual(['deaf'])
  })
})

describe('a timeout', () => {
  it.each([endless, deaf])('ends $name', async (job) => {
    await using arq = await createTestArq({ functions, maxRetries: 0 })
    const { jobId } = await arq.client.enqueueJob(job)
    await arq.timeOut(jobId)
    expect(arq.runs).toMatchObject([
      { jobId, outcome: 'failed', error: { code: 'ARQ_JOB_TIMEOUT' } },
    ])
  })

  it('falls due by itself where the clock goes on while jobs run', async () => {
    await using arq = await createTestArq({ functions, maxRetries: 0 })
    await arq.client.enqueueJob(endless)
    await arq.clock.advance('29s', { whileJobsRun: true })
    expect(arq.runs).toEqual([])
    await arq.clock.advance('1s', { whileJobsRun: true })
    expect(arq.runs).toMatchObject([{ error: { code: 'ARQ_JOB_TIMEOUT' } }])
  })

  it('says when the job is not due', async () => {
    await using arq = await createTestArq({ functions, patience: '50ms' })
    const { jobId } = await arq.client.enqueueJob(endless, [], { deferBy: '1h' })
    await expect(arq.timeOut(jobId)).rejects.toThrow(jobId)
  })
})

describe('a worker that is lost', () => {
  it('gives its job to another one, and its late result to nobody', async () => {
    const starts: string[] = []
    let goOn: () => void = () => undefined
    const held = new Promise<void>((resolve) => (goOn = resolve))
    const once = task('once', async (ctx) => {
      starts.push(ctx.workerId)
      if (starts.length === 1) await held
      return starts.length === 1 ? 'late' : ctx.jobTry
    })
    await using arq = await createTestArq({ functions: [once] })
    const job = await arq.client.enqueueJob(once)
    await arq.untilRunning(job)
    await arq.loseWorker()
    expect(await arq.drain()).toMatchObject([{ task: 'once', outcome: 'completed' }])
    goOn()
    await arq.drain()
    expect(await job.result()).toBe(1)
    expect(new Set(starts).size).toBe(2)
    expect((await job.info()).duplicateRuns).toBe(1)
  })
})

describe('a store that is away', () => {
  it('keeps results waiting until it is back', async () => {
    await using arq = await createTestArq({ functions })
    const job = await arq.client.enqueueJob(sendEmail, ['a', 'b'])
    arq.breakStore()
    await expect(job.status()).rejects.toMatchObject({ code: 'ARQ_STORE_CONNECTION' })
    await arq.drain()
    arq.mendStore()
    await arq.clock.advance('1m')
    expect(await job.status()).toBe('completed')
  })
})

describe('a broker that refuses', () => {
  it('shows the code under test its error, until it is mended', async () => {
    await using arq = await createTestArq({ functions })
    arq.breakBroker()
    const refused = arq.client.enqueueJob(sendEmail, ['a', 'b'])
    await expect(refused).rejects.toMatchObject({ code: 'ARQ_PUBLISH_NACKED', sent: 'no' })
    arq.expectNotEnqueued()
    arq.mendBroker()
    await arq.client.enqueueJob(sendEmail, ['a', 'b'])
    expect(await arq.drain()).toHaveLength(1)
  })
})
