import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createPostgres, type PostgresServer } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'
import { type Seen, workWhileOthersExpire } from '../expiry-under-load.js'
import { openRawClient } from '../integration/setup.js'
import { countPostgres, fillPostgres, isAnyLeftInPostgres, openOldJobs } from '../old-jobs.js'

const MILLION = { expired: 990_000, kept: 10_000 }
const jobsPerSecond = 1000
const PATIENCE_MS = 900_000

const folder = mkdtempSync(join(tmpdir(), 'arq-expiry-'))
let server: PostgresServer
beforeAll(async () => {
  server = await createPostgres()
  await server.start()
})
afterAll(async () => {
  await server.dispose()
  rmSync(folder, { recursive: true })
})

/** What a person who runs it wants to know: no limit holds on every machine. */
const tell = (database: string, seen: Seen): boolean =>
  process.stderr.write(`${database}: ${JSON.stringify(seen)}\n`)

it(
  'of a million jobs in PostgreSQL 990,000 expire while 1,000 a second come and end',
  async () => {
    const store = new SqlResultStore({ url: server.url })
    await store.connect()
    const raw = await openRawClient(server.url)
    await fillPostgres(raw, 'arq_jobs', MILLION)
    await raw.query('analyze arq_jobs')
    const isAnyLeft = () => isAnyLeftInPostgres(raw, 'arq_jobs')
    const seen = await workWhileOthersExpire(store, { jobsPerSecond, isAnyLeft })
    tell('PostgreSQL', seen)
    expect(await countPostgres(raw, 'arq_jobs')).toBe(MILLION.kept)
    await raw.end()
    await store.close()
  },
  PATIENCE_MS,
)

it(
  'of a million jobs in SQLite 990,000 expire while 1,000 a second come and end',
  async () => {
    const path = join(folder, 'jobs.db')
    const store = new SqlResultStore({ url: `sqlite://${path}` })
    await store.connect()
    const old = await openOldJobs(path, 'arq_jobs')
    old.fill(MILLION)
    const isAnyLeft = async () => old.isAnyLeft()
    const seen = await workWhileOthersExpire(store, { jobsPerSecond, isAnyLeft })
    tell('SQLite', seen)
    expect(old.countOld()).toBe(MILLION.kept)
    old.close()
    await store.close()
  },
  PATIENCE_MS,
)
