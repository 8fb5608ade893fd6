import { MemoryResultStore } from '@arq/memory'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { type Asked, World } from './world.js'

let world: World
let asked: Asked
beforeEach(async () => {
  world = await World.open()
  asked = world.dashboard()
})
afterEach(() => world.close())

const idsOf = async (query: Readonly<Record<string, string>>) =>
  (await asked.get('jobs', { query })).jobs.map(({ jobId }) => jobId).sort()

describe('the search', () => {
  it('finds jobs by each of its fields, and says how far it came', async () => {
    const one = await world.failedJob('order-4711')
    const other = await world.failedJob('order-12')
    const deferred = await world.deferredJob()
    expect(await idsOf({})).toEqual([one, other, deferred].sort())
    expect(await idsOf({ id: one.slice(0, 20) })).toEqual([one])
    expect(await idsOf({ status: 'queued,in_progress' })).toEqual([deferred])
    expect(await idsOf({ task: 'fail', payload: '4711' })).toEqual([one])
    expect(await idsOf({ error: 'order-12 has no customer' })).toEqual([other])
    expect(await idsOf({ queue: 'elsewhere' })).toEqual([])
    expect(await idsOf({ since: '1h', endedSince: '1h' })).toEqual([one, other].sort())
    expect(await idsOf({ until: '2001-01-01T00:00:00Z' })).toEqual([])
    const { search } = await asked.get('jobs', { query: { payload: '4711' } })
    expect(search).toMatchObject({
      covers: 'all',
      scan: { looked: expect.any(Number), isComplete: true },
    })
  })

  it('goes on page by page', async () => {
    const ids = [await world.failedJob('1'), await world.failedJob('2'), await world.failedJob('3')]
    const found: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: Record<string, string> = { limit: '1', cursor }
      const page = await asked.get('jobs', { query })
      found.push(...page.jobs.map(({ jobId }) => jobId))
      cursor = page.next
    }
    expect(found.sort()).toEqual(ids.sort())
  })

  it('hides what is hidden', async () => {
    asked = world.dashboard({ redact: ['args.0'] })
    await world.failedJob('secret')
    const { jobs } = await asked.get('jobs')
    expect(jobs).toMatchObject([{ args: ['[redacted]'] }])
  })

  it('does not take statuses that are none, or a cursor of elsewhere', async () => {
    expect(await asked.refusal('jobs', { query: { status: 'failed,lost' } })).toBe('422 invalid')
    const query = { cursor: 'of another store' }
    expect(await asked.refusal('jobs', { query })).toBe('422 ARQ_CONFIG_INVALID')
  })
})

describe('a store that cannot search', () => {
  it('finds a job by its whole id, and refuses everything else', async () => {
    const resultStore = new MemoryResultStore({ records: world.records })
    Object.defineProperty(resultStore, 'search', { value: undefined })
    asked = world.dashboard({ resultStore })
    const jobId = await world.failedJob()
    expect((await asked.get('session')).features).toMatchObject({ jobs: true, search: false })
    expect(await idsOf({ id: jobId })).toEqual([jobId])
    expect(await idsOf({ id: 'no-such-job' })).toEqual([])
    for (const query of [{}, { status: 'failed' }, { id: jobId, task: 'fail' }]) {
      expect(await asked.refusal('jobs', { query })).toBe('501 ARQ_UNSUPPORTED')
    }
  })
})
