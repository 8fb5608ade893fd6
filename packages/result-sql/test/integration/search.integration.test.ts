import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sampleRecord } from '@arq/conformance'
import type { RowSearch } from '@arq/core/store'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

import { SqlResultStore } from '../../src/index.js'
import { postgresNames } from '../../src/postgres/postgres-schema.js'
import { searchRows } from '../../src/postgres/search-rows.js'
import { searchRows as searchSqliteRows } from '../../src/sqlite/search-rows.js'
import { loadSqliteDriver } from '../../src/sqlite/sqlite-driver.js'
import { fillPostgres } from '../old-jobs.js'
import { postgresUrl, setup } from './setup.js'

const ttlMs = 60_000
/** Rows that are looked through; in full a good part of a million. */
const MANY = isFullRun ? 300_000 : 5000

const search: RowSearch = {
  after: { enqueueTime: '2026-11-22T01:35:00.675+00:00', jobId: 'middle' },
  enqueuedFrom: '2026-01-01T00:00:00.000+00:00',
  enqueuedBefore: undefined,
  jobIdPrefix: undefined,
  queueName: 'orders',
  statuses: ['failed'],
  conditions: [['needle', 'nadel']],
  lookAt: 2000,
  limit: 100,
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

describe('a search in PostgreSQL', () => {
  it('reads the next rows of its index, and neither sorts nor reads the table', async () => {
    const { raw, prefix, dispose } = await setup()
    cleanups.push(dispose)
    await fillPostgres(raw, `${prefix}jobs`, { expired: 0, kept: 20_000 })
    await raw.query(`analyze ${prefix}jobs`)
    const pool = new pg.Pool({ connectionString: postgresUrl() })
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    cleanups.push(() => db.destroy())
    for (const each of [search, { ...search, after: undefined, enqueuedFrom: undefined }]) {
      const { sql, parameters } = searchRows(postgresNames(prefix), each).compile(db)
      const plan = await raw.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...parameters])
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(text).toContain(`Index Scan Backward using ${prefix}jobs_enqueued`)
      expect(text).not.toContain('Seq Scan')
    }
  })

  it('looks through many rows, all of one moment, each once', async () => {
    const { store, raw, prefix, dispose } = await setup()
    cleanups.push(dispose)
    await fillPostgres(raw, `${prefix}jobs`, { expired: 0, kept: MANY })
    await raw.query(`analyze ${prefix}jobs`)
    const found: string[] = []
    let cursor: string | undefined
    let lookedAt: number
    do {
      const page = await store.search({ payload: '777' }, { limit: 10, cursor })
      found.push(...page.jobs.map(({ jobId }) => jobId))
      expect(page.ofAbout).toBe(MANY)
      ;({ cursor, lookedAt } = page)
    } while (cursor !== undefined)
    const fitting = Array.from({ length: MANY }, (_, index) => String(index + 1)).filter((number) =>
      number.includes('777'),
    )
    expect(found.toSorted()).toEqual(fitting.map((number) => `old-${number}`).sort())
    expect(lookedAt).toBe(MANY)
  }, 120_000)

  it('comes past rows without an enqueue time, and past those whose time is over', async () => {
    const { store, raw, prefix, dispose } = await setup()
    cleanups.push(dispose)
    const ids = Array.from({ length: 30 }, (_, index) => `job-${String(index)}`)
    for (const [index, jobId] of ids.entries()) {
      const { enqueueTime } = sampleRecord()
      const record = sampleRecord({ jobId, enqueueTime: index < 10 ? undefined : enqueueTime })
      await store.create(record, { ttlMs })
    }
    await raw.query(`update ${prefix}jobs set expires_at = 1 where job_id like 'job-_'`)
    await raw.query(`update ${prefix}jobs set expires_at = null where job_id = 'job-3'`)
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await store.search({}, { limit: 4, cursor })
      found.push(...page.jobs.map(({ jobId }) => jobId))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(found.toSorted()).toEqual(['job-3', ...ids.slice(10)].sort())
    expect(found.at(-1)).toBe('job-3')
  })
})

describe('a search in SQLite', () => {
  it('reads the next rows of its index, and lets others of the process have their turn', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'arq-sqlite-'))
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'jobs.db')
    const store = new SqlResultStore({ url: `sqlite://${path}` })
    await store.connect()
    cleanups.push(() => store.close())
    const file = (await loadSqliteDriver())(path)
    cleanups.push(() => file.close())
    const { text, values } = searchSqliteRows('arq_jobs', search)
    const plan = file.prepare(`explain query plan ${text}`).all(...values) as { detail: string }[]
    const details = plan.map(({ detail }) => detail)
    expect(details).toContainEqual(
      expect.stringMatching(/^SEARCH arq_jobs USING INDEX arq_jobs_enqueued/),
    )

    const values500 = Array.from({ length: 500 }, (_, n) => sampleRecord({ args: [n] }))
    await Promise.all(values500.map((record) => store.create(record, { ttlMs })))
    let turns = 0
    const turn = (): void => {
      turns += 1
      if (isSearching) setImmediate(turn)
    }
    let isSearching = true
    setImmediate(turn)
    const page = await store.search({ payload: '499' }, { limit: 10, lookAt: 50 })
    isSearching = false
    expect(page.lookedAt).toBeGreaterThanOrEqual(50)
    expect(turns).toBeGreaterThan(0)
  })
})
