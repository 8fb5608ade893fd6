import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { sampleRecord, untilHealthy } from '@arq/conformance'
import type { JobRecord } from '@arq/core'
import { createMariaDB, createTlsFiles, type MariaDBServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import mysql from 'mysql2/promise'

import { SqlResultStore, type SqlResultStoreSettings } from '../../src/index.js'
import { countersIn, countWhileKilled } from '../count-up.js'
import { freshPrefix } from '../integration/setup.js'

const ttlMs = 60_000
const away = { code: 'ARQ_STORE_CONNECTION', retryable: true }
const late = { code: 'ARQ_STORE_TIMEOUT', retryable: true }
const forGood = { code: 'ARQ_STORE_FAILED', retryable: false }

const folder = mkdtempSync(join(tmpdir(), 'arq-mariadb-tls-'))
let tlsFiles: Awaited<ReturnType<typeof createTlsFiles>>
let server: MariaDBServer
const closing: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  tlsFiles = await createTlsFiles(folder)
  const { caPath, certPath, keyPath } = tlsFiles
  const tls = { 'ssl-ca': caPath, 'ssl-cert': certPath, 'ssl-key': keyPath }
  server = await createMariaDB({ settings: { 'max-allowed-packet': '1M', ...tls } })
  await server.start()
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})
afterAll(async () => {
  await server.dispose()
  rmSync(folder, { recursive: true })
})

const makeStore = (settings: Partial<SqlResultStoreSettings> = {}): SqlResultStore => {
  const store = new SqlResultStore({ url: server.url, tablePrefix: freshPrefix(), ...settings })
  closing.push(() => store.close())
  return store
}

const connected = async (settings: Partial<SqlResultStoreSettings> = {}) => {
  const store = makeStore(settings)
  await store.connect()
  return store
}

/** A connection of the test's own. */
async function openRaw(): Promise<mysql.Connection> {
  const { hostname, port } = new URL(server.url)
  const raw = await mysql.createConnection({
    ...{ host: hostname, port: Number(port), user: 'root', database: 'arq' },
  })
  closing.push(() => raw.end())
  return raw
}

const ended = (jobId: string, rest: Partial<JobRecord> = {}): JobRecord =>
  sampleRecord({ jobId, token: 't', status: 'completed', ...rest })

const end = (store: SqlResultStore, record: JobRecord) =>
  store.transition({ record, guard: 'end', ttlMs })

describe('a MariaDB that fails', () => {
  it('makes calls reject while it is away, and serves the same store when it is back', async () => {
    const store = await connected()
    const record = sampleRecord()
    await store.create(record, { ttlMs })
    await server.kill()
    await expect(store.get(record.jobId)).rejects.toMatchObject(away)
    await expect(store.create(record, { ttlMs })).rejects.toMatchObject(away)
    await server.start()
    await untilHealthy(store)
    expect(await store.create(record, { ttlMs })).toBe('exists')
  })

  it('loses and doubles nothing when it is killed and started again under load', async () => {
    const store = await connected()
    const records = Array.from({ length: 300 }, (_, index) =>
      ended(`job ${String(index)}`, { result: index }),
    )
    const untilAnswered = async <T>(call: () => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await call()
        } catch (error) {
          expect(error).toMatchObject({ retryable: true })
          await untilHealthy(store)
        }
      }
    }
    for (let first = 0; first < records.length; first += 100) {
      const part = records.slice(first, first + 100)
      const writes = part.map((record) => untilAnswered(() => end(store, record)))
      await server.kill()
      await server.start()
      expect(new Set(await Promise.all(writes))).toEqual(new Set(['applied']))
    }
    const found = await untilAnswered(() => store.getMany(records.map(({ jobId }) => jobId)))
    const counted = [...found.values()].map(({ result, duplicateRuns }) => [result, duplicateRuns])
    expect(new Map(counted as [number, undefined][])).toEqual(
      new Map(records.map(({ result }) => [result, undefined])),
    )
  })
})

describe('a MariaDB in which others work', () => {
  const setup = async (settings: Partial<SqlResultStoreSettings> = {}) => {
    const tablePrefix = freshPrefix()
    const store = await connected({ tablePrefix, ...settings })
    const jobIds = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(jobIds.map((jobId) => store.create(sampleRecord({ jobId }), { ttlMs })))
    return { store, jobs: `${tablePrefix}jobs`, raw: await openRaw() }
  }

  const untilWaiting = async (raw: mysql.Connection): Promise<void> => {
    for (;;) {
      const [rows] = await raw.query(
        `select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT'`,
      )
      if (Array.isArray(rows) && rows.length > 0) return
      // InnoDB answers anew only when nobody has asked for 100 ms.
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
  }

  it('is waited for while a row is locked, at most as long as a command may take', async () => {
    const { store, jobs, raw } = await setup()
    const hasty = await connected({ tablePrefix: jobs.slice(0, -4), commandTimeout: '200ms' })
    await raw.query('start transaction')
    await raw.query(`update ${jobs} set version = version + 1 where job_id = 'a'`)
    await expect(end(hasty, ended('a'))).rejects.toMatchObject(late)
    const write = end(store, ended('a'))
    await untilWaiting(raw)
    await raw.query('commit')
    expect(await write).toBe('applied')
  })

  it('and chooses it as the victim of a deadlock: it writes again', async () => {
    const { store, jobs, raw } = await setup()
    await raw.query('start transaction')
    // The one that has changed fewer rows is the victim.
    await raw.query(`update ${jobs} set version = version + 1 where job_id in ('b', 'c', 'd', 'e')`)
    const writes = ['a', 'b'].map((jobId) => end(store, ended(jobId)))
    await untilWaiting(raw)
    await raw.query(`update ${jobs} set version = version + 1 where job_id = 'a'`)
    await raw.query('commit')
    expect(await Promise.all(writes)).toEqual(['applied', 'applied'])
  })

  it('and migrate is waited for by a migration, longer than calls wait', async () => {
    const raw = await openRaw()
    const watching = await openRaw()
    const tablePrefix = freshPrefix()
    const lock = `sha2(concat(database(), '@arq/result-sql:${tablePrefix}jobs'), 256)`
    await raw.query(`select get_lock(${lock}, 0)`)
    const store = makeStore({ tablePrefix, commandTimeout: '1s' })
    const migrating = store.migrate()
    const waiting = async (): Promise<string> => {
      for (;;) {
        const [rows] = await watching.query(
          `select 1 from information_schema.processlist where state = 'User lock' and time_ms > 2000`,
        )
        if (Array.isArray(rows) && rows.length > 0) return 'it waits'
      }
    }
    const outcome = migrating.then(() => 'migrated')
    expect(await Promise.race([outcome, waiting()])).toBe('it waits')
    await store.connect()
    await expect(store.create(sampleRecord(), { ttlMs })).rejects.toMatchObject(late)
    await raw.query(`select release_lock(${lock})`)
    expect(await migrating).toEqual({ from: 0, to: 3 })
    await untilHealthy(store)
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('lets many make its tables at once', async () => {
    const tablePrefix = freshPrefix()
    const stores = await Promise.all(Array.from({ length: 5 }, () => connected({ tablePrefix })))
    const record = sampleRecord()
    const answers = await Promise.all(stores.map((store) => store.create(record, { ttlMs })))
    expect(answers.toSorted()).toEqual(['created', 'exists', 'exists', 'exists', 'exists'])
    expect(await stores[0]?.migrate()).toEqual({ from: 3, to: 3 })
  })
})

describe('entries in MariaDB', () => {
  it('of which one version is written over by one of a hundred writers', async () => {
    const tablePrefix = freshPrefix()
    const stores = await Promise.all(Array.from({ length: 20 }, () => connected({ tablePrefix })))
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        stores[index % 20]!.entries.write(
          'g',
          [{ name: 'a', text: String(index), ifVersion: null }],
          { ttlMs },
        ),
      ),
    )
    const winners = answers.flatMap(({ kind }, index) => (kind === 'written' ? index : []))
    expect(winners).toHaveLength(1)
    expect((await stores[0]!.entries.read('g')).get('a')?.text).toBe(String(winners[0]))
  })

  it('are written whole, or not at all, whenever the connection is killed', async () => {
    const tablePrefix = freshPrefix()
    const stores = [await connected({ tablePrefix }), await connected({ tablePrefix })]
    const raw = await openRaw()
    const kill = async (): Promise<void> => {
      const [rows] = await raw.query<mysql.RowDataPacket[]>(
        `select id from information_schema.processlist where id <> connection_id() and db = 'arq'`,
      )
      // It may have ended by itself.
      for (const { id } of rows) await raw.query(`kill ${String(id)}`).catch(() => undefined)
    }
    const { counted, unknown, unexpected } = await countWhileKilled({
      stores: [...stores, ...stores].map(({ entries }) => entries),
      kill,
    })
    expect(unexpected).toEqual([])
    const reader = await connected({ tablePrefix })
    const [one, other] = await countersIn(reader.entries, 'g')
    expect(other).toBe(one)
    expect(one).toBeGreaterThanOrEqual(counted)
    expect(one).toBeLessThanOrEqual(counted + unknown)
  })
})

describe('TLS to MariaDB', () => {
  it('is as the URL says, with an authority of one’s own', async () => {
    const url = new URL(server.url)
    url.searchParams.set('ssl-ca', tlsFiles.caPath)
    url.searchParams.set('ssl-cert', tlsFiles.certPath)
    url.searchParams.set('ssl-key', tlsFiles.keyPath)
    const raw = await openRaw()
    await raw.query(`create user careful@'%' require x509`)
    await raw.query(`grant all on arq.* to careful@'%'`)
    url.username = 'careful'
    const store = await connected({ url: url.href })
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
    const plain = new URL(server.url)
    plain.username = 'careful'
    await expect(connected({ url: plain.href })).rejects.toMatchObject({ code: 'ARQ_STORE_AUTH' })
  })

  it('is refused to a server that none of the trusted authorities has signed for', async () => {
    await expect(
      connected({ url: `${server.url}?ssl-mode=VERIFY_IDENTITY` }),
    ).rejects.toMatchObject({
      code: 'ARQ_STORE_AUTH',
      message: expect.stringContaining('Name the right one with ssl-ca'),
    })
  })
})

describe('a MariaDB that refuses', () => {
  it('one record alone, which is larger than its packets: that does not stop the others', async () => {
    const store = await connected()
    const outcomes = await Promise.allSettled([
      end(store, ended('first')),
      end(store, ended('large', { result: 'x'.repeat(2_000_000) })),
      end(store, ended('long'.repeat(1000))),
      end(store, ended('last')),
    ])
    expect(outcomes).toMatchObject([
      { value: 'applied' },
      { reason: { ...forGood, message: expect.stringContaining('max_allowed_packet') } },
      { reason: forGood },
      { value: 'applied' },
    ])
  })

  it.each([
    ['a user that does not exist', 'nobody:se-cret', '/arq', 'nobody'],
    ['a database that does not exist', 'root', '/nowhere', 'nowhere'],
  ])('to let us in says so, without the password: %s', async (_, login, path, reason) => {
    const url = `mysql://${login}@${new URL(server.url).host}${path}`
    const error: unknown = await makeStore({ url })
      .connect()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'ARQ_STORE_AUTH',
      message: expect.stringContaining(reason),
    })
    expect(inspect(error, { depth: 10 })).not.toContain('se-cret')
  })
})
