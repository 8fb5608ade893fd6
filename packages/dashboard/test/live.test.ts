import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { LiveReader } from './live-reader.js'
import { type Asked, QUEUE, World } from './world.js'

let world: World
let asked: Asked
const readers: LiveReader[] = []
beforeEach(async () => {
  world = await World.open()
  asked = world.dashboard()
})
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.cancel()
  await world.close()
})

async function listen(query: Readonly<Record<string, string>> = {}): Promise<LiveReader> {
  const response = await asked.ask('events', { query })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const reader = new LiveReader(response)
  readers.push(reader)
  return reader
}

describe('one connection', () => {
  it('tells of queues, workers and the charts, again and again', async () => {
    const reader = await listen()
    const first = await reader.until('overview')
    expect(first.overview.queues.map(({ name }) => name)).toEqual([QUEUE])
    await reader.until('sample')
    const jobId = await world.heldJob()
    await reader.until('overview', ({ overview }) =>
      overview.workers.some(({ jobs }) => jobs.some((job) => job.jobId === jobId)),
    )
  })

  it('tells of each act, and how far a redrive is', async () => {
    await world.failedJob()
    const reader = await listen({ topics: 'acts,operations' })
    await world.client.pause({ queue: QUEUE }, { timeout: '100ms' })
    await asked.get('redrive', { params: { queue: QUEUE }, body: { all: true } })
    const { act } = await reader.until('act')
    expect(act).toMatchObject({ action: 'redrive', target: QUEUE, outcome: 'done', user: 'ada' })
    const done = await reader.until('operation', ({ operation }) => operation.state !== 'running')
    expect(done.operation).toMatchObject({ state: 'done', done: 1, total: 1 })
  })

  it('follows a job to its end, and until nothing is kept of it', async () => {
    const jobId = await world.heldJob()
    const reader = await listen({ topics: 'job', job: jobId })
    const { details } = await reader.until('job', ({ details: { job } }) => Boolean(job.progress))
    expect(details.job).toMatchObject({ jobId, status: 'in_progress', progress: { done: 1 } })
    world.letGo()
    await reader.until('job', ({ details: { job } }) => job.status === 'completed')
    await world.client.getJob(jobId).delete()
    expect(await reader.until('jobGone')).toEqual({ type: 'jobGone', jobId })
  })

  it('tells of a signal that is given, though the job waits on', async () => {
    const jobId = await world.waitingJob()
    const reader = await listen({ topics: 'job', job: jobId })
    await reader.until('job')
    await world.client.signal(jobId, 'hint', 'early')
    const { details } = await reader.until('job', (event) => event.details.signals.length === 2)
    expect(details.job.status).not.toBe('completed')
    expect(details.signals).toMatchObject([
      { name: 'approval' },
      { name: 'hint', payload: 'early' },
    ])
  })

  it('says what could not be looked at, and stays', async () => {
    asked = world.dashboard({ resultStore: undefined })
    const reader = await listen({ topics: 'job,overview', job: 'any' })
    expect(await reader.until('trouble')).toMatchObject({ topic: 'job', code: 'ARQ_UNSUPPORTED' })
    await reader.until('overview')
  })

  it('ends with the dashboard', async () => {
    const reader = await listen()
    await asked.dashboard.close()
    let last = await reader.next()
    while (last) last = await reader.next()
    expect(last).toBeUndefined()
  })
})

describe('polling', () => {
  it('gives the same events', async () => {
    const jobId = await world.failedJob()
    const query = { topics: 'overview,job,alarms,acts', job: jobId }
    const { events } = await asked.get('poll', { query })
    expect(events.map(({ type }) => type)).toEqual(['overview', 'alarms', 'job'])
    const gone = await asked.get('poll', { query: { topics: 'job', job: 'no-such-job' } })
    expect(gone.events).toEqual([{ type: 'jobGone', jobId: 'no-such-job' }])
  })
})
