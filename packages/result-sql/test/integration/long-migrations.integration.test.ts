import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sampleRecord, untilHealthy } from '@arq/conformance'
import { afterEach, describe, expect, it } from '@jest/globals'
import type pg from 'pg'

import { SqlResultStore, type SqlResultStoreSettings } from '../../src/index.js'
import { loadSqliteDriver } from '../../src/sqlite/sqlite-driver.js'
import { dropTables, freshPrefix, openRawClient, postgresUrl } from './setup.js'

const ttlMs = 60_000
const late = { code: 'ARQ_STORE_TIMEOUT', retryable: true }
/** Of a call: a migration takes longer in these tests. */
const commandTimeout = '1s'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

describe('a migration of PostgreSQL that takes long', () => {
  const setup = async () => {
    const tablePrefix = freshPrefix()
    const raw = await openRawClient()
    const watching = await openRawClient()
    cleanups.push(async () => {
      await dropTables(raw, tablePrefix)
      await Promise.all([raw.end(), watching.end()])
    })
    const makeStore = (settings: Partial<SqlResultStoreSettings> = {}) => {
      const store = new SqlResultStore({
        ...{ url: postgresUrl(), tablePrefix, commandTimeout, ...settings },
      })
      cleanups.push(() => store.close())
      return store
    }
    return { raw, watching, tablePrefix, makeStore }
  }

  /** How many statements of arq wait for the lock that `holder` has, since longer than a call may take. */
  const countWaiting = async (holder: pg.Client, watching: pg.Client): Promise<number> => {
    const { rows } = await watching.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where $1 = any(pg_blocking_pids(pid)) and query_start < now() - interval '2 s'`,
      [Reflect.get(holder, 'processID')],
    )
    return rows[0]?.count ?? 0
  }

  it('is not cut short by the limit of a call, and calls do not wait for it any longer', async () => {
    const { raw, watching, tablePrefix, makeStore } = await setup()
    await raw.query('begin')
    // Whoever wants to make the same table waits for what becomes of this one.
    await raw.query(`create table ${tablePrefix}jobs (job_id text)`)
    const store = makeStore()
    const migrating = store.migrate()
    const outcome = migrating.then(() => 'migrated')
    const waiting = async (): Promise<string> => {
      while ((await countWaiting(raw, watching)) === 0);
      return 'it waits'
    }
    expect(await Promise.race([outcome, waiting()])).toBe('it waits')
    // A store that degrades is open meanwhile.
    await store.connect()
    await expect(store.create(sampleRecord(), { ttlMs })).rejects.toMatchObject(late)
    await raw.query('rollback')
    expect(await migrating).toEqual({ from: 0, to: 4 })
    await untilHealthy(store)
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('by somebody else is waited for by a store that refuses, until that is closed', async () => {
    const { raw, watching, tablePrefix, makeStore } = await setup()
    const lock = `hashtextextended('@arq/result-sql:${tablePrefix}', 0)`
    await raw.query(`select pg_advisory_lock(${lock})`)
    const patient = makeStore({ degradeOnFailure: false })
    const closed = makeStore({ degradeOnFailure: false })
    const connecting = patient.connect()
    const rejected = expect(closed.connect()).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    while ((await countWaiting(raw, watching)) < 2);
    await closed.close()
    await rejected
    await raw.query(`select pg_advisory_unlock(${lock})`)
    await connecting
    expect(await patient.create(sampleRecord(), { ttlMs })).toBe('created')
  })
})

describe('a migration of SQLite', () => {
  it('waits for somebody who writes longer than calls wait', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'arq-sqlite-'))
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'jobs.db')
    const open = (tablePrefix: string) =>
      new SqlResultStore({ url: `sqlite://${path}`, tablePrefix, commandTimeout: '50ms' })
    const store = open('calls_')
    await store.connect()
    cleanups.push(() => store.close())
    const writer = (await loadSqliteDriver())(path)
    cleanups.push(() => writer.close())
    writer.exec('begin immediate')
    const migrating = open('made_').migrate()
    // Each of them gives up later than the migration would, if it had the same limit.
    for (let n = 0; n < 3; n += 1) {
      await expect(store.create(sampleRecord(), { ttlMs })).rejects.toMatchObject(late)
    }
    writer.exec('commit')
    expect(await migrating).toEqual({ from: 0, to: 3 })
  })
})
