import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { resultStoreConformance, sampleRecord, untilHealthy } from '@arq/conformance'
import { afterAll, describe, expect, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'
import { loadSqliteDriver } from '../../src/sqlite/sqlite-driver.js'
import { workWhileOthersExpire } from '../expiry-under-load.js'
import { openOldJobs } from '../old-jobs.js'

const folder = mkdtempSync(join(tmpdir(), 'arq-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('SQLite', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () => new SqlResultStore({ url: `sqlite://${join(folder, 'jobs.db')}` }),
      canSubscribe: false,
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      canSearch: true,
      canKeepEntries: true,
    },
  )
})

describe('a file of SQLite', () => {
  const ttlMs = 60_000

  it('that cannot be opened is an outage, and is opened when it can be', async () => {
    const later = join(folder, 'later')
    const url = `sqlite://${later}/jobs.db`
    const away = { code: 'ARQ_STORE_CONNECTION', retryable: true }
    const refusing = new SqlResultStore({ url, degradeOnFailure: false })
    await expect(refusing.connect()).rejects.toMatchObject(away)
    const store = new SqlResultStore({ url })
    await store.connect()
    await expect(store.get('x')).rejects.toMatchObject(away)
    mkdirSync(later)
    await untilHealthy(store)
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
    await store.close()
  })

  it('in which somebody else writes is waited for, at most as long as a statement may take', async () => {
    const path = join(folder, 'busy.db')
    const url = `sqlite://${path}`
    const patient = new SqlResultStore({ url })
    const hasty = new SqlResultStore({ url, commandTimeout: '50ms' })
    await patient.connect()
    await hasty.connect()
    const writer = (await loadSqliteDriver())(path)
    writer.exec('begin immediate')
    const written = patient.create(sampleRecord(), { ttlMs })
    await expect(hasty.create(sampleRecord(), { ttlMs })).rejects.toMatchObject({
      code: 'ARQ_STORE_TIMEOUT',
    })
    expect(await hasty.get('x')).toBeUndefined()
    writer.exec('commit')
    expect(await written).toBe('created')
    writer.close()
    await Promise.all([patient.close(), hasty.close()])
  })

  it('loses what has expired in steps, while jobs come and end', async () => {
    const path = join(folder, 'expiry.db')
    const store = new SqlResultStore({ url: `sqlite://${path}` })
    await store.connect()
    const old = await openOldJobs(path, 'arq_jobs')
    old.fill({ expired: 20_000, kept: 500 })
    const isAnyLeft = async () => old.isAnyLeft()
    const { jobs } = await workWhileOthersExpire(store, { jobsPerSecond: 200, isAnyLeft })
    expect(jobs).toBeGreaterThan(0)
    expect(old.countOld()).toBe(500)
    old.close()
    await store.close()
  })

  it('keeps what was written when it is opened again', async () => {
    const url = `sqlite://${join(folder, 'kept.db')}?prefix=mine_`
    const record = sampleRecord()
    for (const answer of ['created', 'exists']) {
      const store = new SqlResultStore({ url })
      await store.connect()
      expect(await store.create(record, { ttlMs })).toBe(answer)
      await store.close()
    }
  })
})
