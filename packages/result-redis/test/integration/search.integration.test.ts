import { sampleRecord, untilHealthy } from '@arq/conformance'
import { encodeJobRecord, type JobQuery, type JobSearchOptions } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRedis } from '@arq/tooling-services'
import { afterEach, describe, expect, it } from '@jest/globals'

import { freshPrefix, type Setup, setup } from './setup.js'

const ttlMs = 60_000
/** Records that are looked through; in full a good part of a million. */
const MANY = isFullRun ? 300_000 : 5000

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function started(...settings: Parameters<typeof setup>): Promise<Setup> {
  const test = await setup(...settings)
  cleanups.push(test.dispose)
  return test
}

/** The ids of all pages, and how many pages there were. */
async function found(
  { store }: Setup,
  query: JobQuery,
  options: JobSearchOptions = { limit: 100 },
): Promise<{ readonly ids: readonly string[]; readonly pages: number }> {
  const ids: string[] = []
  let { cursor } = options
  let pages = 0
  do {
    const page = await store.search(query, { ...options, cursor })
    ids.push(...page.jobs.map(({ jobId }) => jobId))
    cursor = page.cursor
    pages += 1
  } while (cursor !== undefined)
  return { ids: ids.sort(), pages }
}

describe.each(['lean', 'python'] as const)('a search in Redis, layout %s', (layout) => {
  it('passes over what is no job record, whatever type it has', async () => {
    const test = await started({ layout })
    const { store, raw, prefix } = test
    await store.create(sampleRecord({ jobId: 'job', args: ['needle'] }), { ttlMs })
    await raw.set(`${prefix}:result:text`, 'needle')
    await raw.set(`${prefix}:result:object`, '{"needle":"needle"}')
    await raw.set(`${prefix}:result:empty`, '')
    await raw.lPush(`${prefix}:result:list`, 'needle')
    await raw.set(`${prefix}other:result:job2`, encodeJobRecord(sampleRecord({ jobId: 'job2' })))
    cleanups.push(async () => void (await raw.del(`${prefix}other:result:job2`)))
    expect((await found(test, { payload: 'needle' })).ids).toEqual(['job'])
    expect((await found(test, {})).ids).toEqual(['job'])
    expect((await found(test, { jobId: 'list' })).ids).toEqual([])
  })

  it('takes a prefix of keys for what it says, not for a pattern', async () => {
    const keyPrefix = `${freshPrefix()}[a-z]*`
    const test = await started({ layout, keyPrefix })
    await test.store.create(sampleRecord({ jobId: 'job' }), { ttlMs })
    expect((await found(test, {})).ids).toEqual(['job'])
  })

  it('finds what is in a large record, and does not read it whole where its head says enough', async () => {
    const test = await started({ layout })
    const large = '中'.repeat(100_000)
    const status = 'completed'
    const end = sampleRecord({ jobId: 'large', status, args: [large], result: 'needle' })
    await test.store.create(end, { ttlMs })
    expect((await found(test, { payload: 'needle' })).ids).toEqual(['large'])
    expect((await found(test, { payload: '中中', statuses: [status] })).ids).toEqual(['large'])
    expect((await found(test, { statuses: ['failed'] })).ids).toEqual([])
  })

  it('gives no page more than its limit, and what had no room with the next', async () => {
    const test = await started({ layout })
    const ids = Array.from({ length: 700 }, (_, index) => `job-${String(index)}`)
    await Promise.all(ids.map((jobId) => test.store.create(sampleRecord({ jobId }), { ttlMs })))
    for (const limit of [1000, 150, 7]) {
      const all = await found(test, {}, { limit })
      expect(all.ids).toEqual(ids.toSorted())
      expect(all.pages).toBeGreaterThanOrEqual(Math.ceil(700 / limit))
    }
  })
})

describe('a search in Redis', () => {
  it('looks through many records in steps, and others are served in between', async () => {
    const test = await started()
    const { raw, prefix, store } = test
    const fill = `for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
      redis.call('SET', KEYS[1] .. n, (string.gsub(ARGV[3], 'number%-n', 'number-' .. n)), 'PX', 600000)
    end`
    const text = encodeJobRecord(sampleRecord({ args: ['number-n', 'x'.repeat(300)] }))
    for (let first = 1; first <= MANY; first += 1000) {
      const values = [String(first), String(first + 999), text]
      await raw.eval(fill, { keys: [`${prefix}:result:many-`], arguments: values })
    }
    const needle = sampleRecord({ jobId: 'needle', args: ['number-needle'] })
    await store.create(needle, { ttlMs: 600_000 })
    const searching = new AbortController()
    let served = 0
    const others = (async () => {
      while (!searching.signal.aborted) {
        await raw.exists(`${prefix}:result:needle`)
        served += 1
      }
    })()
    let looked = 0
    const ids: string[] = []
    let cursor: string | undefined
    try {
      do {
        const page = await store.search({ payload: 'number-needle' }, { limit: 10, cursor })
        ids.push(...page.jobs.map(({ jobId }) => jobId))
        looked = page.lookedAt
        cursor = page.cursor
      } while (cursor !== undefined)
    } finally {
      searching.abort()
      await others
    }
    expect(ids).toEqual(['needle'])
    expect(looked).toBeGreaterThanOrEqual(MANY + 1)
    // One between two steps, at least.
    expect(served).toBeGreaterThan(MANY / 500)
  }, 120_000)

  it('gives what had no room also when some of it is gone by then', async () => {
    const server = await createRedis()
    cleanups.push(() => server.dispose())
    await server.start()
    const test = await started({ url: server.url })
    const ids = Array.from({ length: 8 }, (_, index) => `job-${String(index)}`)
    await Promise.all(ids.map((jobId) => test.store.create(sampleRecord({ jobId }), { ttlMs })))
    // One step finds them all: the scan is over, and seven wait in the cursor.
    const first = await test.store.search({}, { limit: 1 })
    const given = first.jobs.map(({ jobId }) => jobId)
    const waiting = ids.filter((jobId) => !given.includes(jobId))
    const [gone = ''] = waiting.toSorted(
      (a, b) => first.cursor!.indexOf(`"${a}"`) - first.cursor!.indexOf(`"${b}"`),
    )
    await test.store.delete(gone)
    const rest = await found(test, {}, { limit: 1, cursor: first.cursor })
    expect(rest.ids).toEqual(waiting.filter((jobId) => jobId !== gone))
  })

  it('goes on when Redis was started anew, and misses nothing', async () => {
    const server = await createRedis()
    cleanups.push(() => server.dispose())
    await server.start()
    const test = await started({ url: server.url, commandTimeout: '2s' })
    const ids = Array.from({ length: 300 }, (_, index) => `job-${String(index)}`)
    await Promise.all(ids.map((jobId) => test.store.create(sampleRecord({ jobId }), { ttlMs })))
    const first = await test.store.search({}, { limit: 50 })
    await test.raw.sendCommand(['SAVE'])
    await server.restart()
    await untilHealthy(test.store)
    // Another run knows nothing of the cursor of the one before: it is looked through from its beginning.
    const rest = await found(test, {}, { limit: 50, cursor: first.cursor })
    expect([...new Set(rest.ids)]).toEqual(ids.toSorted())
  })
})
