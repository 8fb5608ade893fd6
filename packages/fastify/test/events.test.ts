import { task } from '@arq/core'
import { createTestArq } from '@arq/testing'
import { afterEach, describe, expect, it } from '@jest/globals'
import Fastify from 'fastify'

import { fastifyArq, type JobRoutesOptions } from '../src/index.js'
import { EventReader } from './event-reader.js'

const steps: (() => void)[] = []
const step = () => new Promise<void>((resolve) => steps.push(resolve))
const count = task('count', async (ctx) => {
  ctx.progress({ done: 1 })
  await step()
  return 'counted'
})

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
  steps.length = 0
})

async function setup(routes: JobRoutesOptions = {}) {
  const arq = await createTestArq({ functions: [count], startJobs: 'at-once' })
  open.push(arq)
  const app = Fastify()
  open.push(app)
  await app.register(fastifyArq, {
    client: arq.client,
    routes: { authorize: () => true, ...routes },
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const job = await arq.client.enqueueJob(count, [], { deferBy: '1h' })
  return { arq, app, job, events: `${url}/jobs/${job.jobId}/events` }
}

describe('GET /jobs/:jobId/events', () => {
  it('gives the state now, each change, and the end', async () => {
    const { arq, events } = await setup()
    const reader = await EventReader.open(events)
    expect(reader.response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(await reader.next()).toMatchObject({ event: 'update', data: { status: 'queued' } })
    const advanced = arq.clock.advance('1h', { whileJobsRun: true })
    const seen = await reader.until(({ data }) => data['progress'] !== undefined)
    expect(seen).toMatchObject({ event: 'update', data: { progress: { done: 1 } } })
    await advanced
    steps[0]?.()
    const end = await reader.until(({ event }) => event === 'end')
    expect(end).toMatchObject({ id: 'end', data: { status: 'completed', result: 'counted' } })
    expect(await reader.next()).toBeUndefined()
  })

  it('tells a browser that connects again after the end not to', async () => {
    const { events } = await setup()
    const again = await fetch(events, { headers: { 'last-event-id': 'end' } })
    expect(again.status).toBe(204)
  })

  it('ends its subscription when the caller goes', async () => {
    const { app, arq, job, events } = await setup()
    const gone = new AbortController()
    const watched = signalsOf(arq.client)
    const reader = await EventReader.open(events, gone.signal)
    await reader.next()
    expect(watched).toHaveLength(1)
    expect(watched[0]?.aborted).toBe(false)
    gone.abort()
    await new Promise((resolve) => watched[0]?.addEventListener('abort', resolve))
    // Nothing holds the server up any more.
    await app.close()
    expect(await job.status()).toBe('queued')
  })

  it('ends when the server closes', async () => {
    const { app, events } = await setup()
    const reader = await EventReader.open(events)
    await reader.next()
    await app.close()
    expect(await reader.next()).toBeUndefined()
  })

  it('says a word while nothing happens', async () => {
    const { events } = await setup({ heartbeat: '1ms' })
    const reader = await EventReader.open(events)
    await reader.next()
    expect(await reader.comment()).toBe(':')
  })
})

/** The signals that its jobs' updates are given from now on. */
function signalsOf(client: { getJob(jobId: string): object }): AbortSignal[] {
  const signals: AbortSignal[] = []
  const getJob = client.getJob.bind(client)
  client.getJob = (jobId) => {
    const job = getJob(jobId) as { updates(options: { signal: AbortSignal }): unknown }
    const updates = job.updates.bind(job)
    job.updates = (options) => {
      signals.push(options.signal)
      return updates(options)
    }
    return job
  }
  return signals
}
