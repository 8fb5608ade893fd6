import { sampleRecord } from '@arq/conformance'
import { afterEach, describe, expect, it } from '@jest/globals'

import { SqlResultStore, type SqlResultStoreSettings } from '../../src/index.js'
import { workWhileOthersExpire } from '../expiry-under-load.js'
import { countPostgres, fillPostgres, isAnyLeftInPostgres } from '../old-jobs.js'
import { dropTables, freshPrefix, openRawClient, postgresUrl, setup } from './setup.js'

const ttlMs = 60_000

describe('tables', () => {
  const cleanups: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  const fresh = async () => {
    const raw = await openRawClient()
    const tablePrefix = freshPrefix()
    cleanups.push(async () => {
      await dropTables(raw, tablePrefix)
      await raw.end()
    })
    const makeStore = (settings: Partial<SqlResultStoreSettings> = {}) => {
      const store = new SqlResultStore({ url: postgresUrl(), tablePrefix, ...settings })
      cleanups.push(() => store.close())
      return store
    }
    return { raw, tablePrefix, makeStore }
  }

  it('are made once by ten stores that open at once', async () => {
    const { raw, tablePrefix, makeStore } = await fresh()
    const stores = Array.from({ length: 10 }, () => makeStore({ maxConnections: 1 }))
    await Promise.all(stores.map((store) => store.connect()))
    const outcomes = await Promise.all(
      stores.map((store, index) =>
        store.create(sampleRecord({ queueName: String(index) }), { ttlMs }),
      ),
    )
    expect(outcomes).toEqual(stores.map(() => 'created'))
    const { rows } = await raw.query<{ version: number }>(
      `select version from ${tablePrefix}schema`,
    )
    expect(rows).toEqual([{ version: 4 }])
  })

  it('are not made by a store that may not, which says what to do, until somebody calls migrate', async () => {
    const { makeStore } = await fresh()
    const store = makeStore({ migrate: false })
    await expect(store.connect()).rejects.toMatchObject({
      code: 'ARQ_STORE_FAILED',
      message: expect.stringMatching(/have version 0.* needs 4: run arq migrate-store/),
    })
    expect(await store.schema()).toMatchObject({
      ...{ database: 'PostgreSQL', found: 0, needed: 4 },
      pending: [1, 2, 3, 4].map((version) => ({
        ...{ version, statements: expect.arrayContaining([expect.any(String)]) },
      })),
    })
    expect(await store.migrate()).toEqual({ from: 0, to: 4 })
    expect(await store.migrate()).toEqual({ from: 4, to: 4 })
    await store.connect()
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
    expect(await store.migrate()).toEqual({ from: 4, to: 4 })
  })

  it('of the version before are brought up to date, with what is in them', async () => {
    const { raw, tablePrefix, makeStore } = await fresh()
    const record = sampleRecord({ args: ['of before'] })
    await makeStore().connect()
    await makeStore().migrate()
    await raw.query(`drop index ${tablePrefix}jobs_enqueued`)
    await raw.query(`drop table ${tablePrefix}entries, ${tablePrefix}entry_groups`)
    await raw.query(`drop table ${tablePrefix}stream_items, ${tablePrefix}streams`)
    await raw.query(`update ${tablePrefix}schema set version = 1`)
    const store = makeStore()
    await store.connect()
    await store.create(record, { ttlMs })
    expect(await makeStore().schema()).toMatchObject({ found: 4, pending: [] })
    const page = await store.search({ payload: 'of before' }, { limit: 10 })
    expect(page.jobs.map(({ jobId }) => jobId)).toEqual([record.jobId])
  })

  it('of a newer version are left alone, and told', async () => {
    const { raw, tablePrefix, makeStore } = await fresh()
    await makeStore().connect()
    await raw.query(`update ${tablePrefix}schema set version = 7`)
    expect(await makeStore().schema()).toMatchObject({ found: 7, needed: 4, pending: [] })
    expect(await makeStore().migrate()).toEqual({ from: 7, to: 7 })
    await expect(makeStore().connect()).rejects.toMatchObject({
      code: 'ARQ_STORE_FAILED',
      message: expect.stringMatching(/have version 7.* up to 4: update @arq\/result-sql/),
    })
  })

  it('that were dropped under an open store are made again', async () => {
    const { raw, tablePrefix, makeStore } = await fresh()
    const store = makeStore()
    await store.connect()
    await dropTables(raw, tablePrefix)
    const error = await store.create(sampleRecord(), { ttlMs }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ARQ_STORE_UNAVAILABLE', retryable: true })
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('are kept small by whoever writes: what has expired is deleted', async () => {
    const test = await setup()
    cleanups.push(test.dispose)
    const jobs = `${test.prefix}jobs`
    await test.store.create(sampleRecord(), { ttlMs })
    await test.raw.query(
      `insert into ${jobs} (job_id, queue_name, status, retry_count, version, expires_at, outrun_until)
       select 'old-' || n, 'q', 'completed', 0, n, n, case when n = 1 then 9000000000000 end
       from generate_series(1, 3500) n`,
    )
    // The next to come: another process, in which the store was open and closed before.
    const other = new SqlResultStore({ url: postgresUrl(), tablePrefix: test.prefix })
    const release = await other.acquire()
    await release()
    await other.connect()
    cleanups.push(() => other.close())
    await other.create(sampleRecord(), { ttlMs })
    const left = async (): Promise<readonly string[]> => {
      const found = await test.raw.query<{ job_id: string }>(
        `select job_id from ${jobs} where job_id like 'old-%' order by version limit 2`,
      )
      return found.rows.map((row) => row.job_id)
    }
    let ids = await left()
    while (ids.length > 1) ids = await left()
    // It is remembered for what may still come.
    expect(ids).toEqual(['old-1'])
  })

  it('lose what has expired in steps, while jobs come and end', async () => {
    const { store, raw, prefix, dispose } = await setup()
    cleanups.push(dispose)
    await fillPostgres(raw, `${prefix}jobs`, { expired: 20_000, kept: 500 })
    const isAnyLeft = () => isAnyLeftInPostgres(raw, `${prefix}jobs`)
    const { jobs } = await workWhileOthersExpire(store, { jobsPerSecond: 200, isAnyLeft })
    expect(jobs).toBeGreaterThan(0)
    expect(await countPostgres(raw, `${prefix}jobs`)).toBe(500)
  })
})
