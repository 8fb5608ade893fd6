import { inspect } from 'node:util'

import { sampleRecord, untilHealthy, untilHeard } from '@arq/conformance'
import type { JobRecord } from '@arq/core'
import { createPostgres, type PostgresServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type pg from 'pg'

import { SqlResultStore, type SqlResultStoreSettings } from '../../src/index.js'
import { freshPrefix, openRawClient } from './setup.js'

const ttlMs = 60_000
const away = { name: 'ResultStoreConnectionError', code: 'ARQ_STORE_CONNECTION' }
const refused = { name: 'ResultStoreConnectionError', code: 'ARQ_STORE_AUTH', retryable: false }
const silent = { name: 'ResultStoreTimeoutError', code: 'ARQ_STORE_TIMEOUT' }
const passing = { code: 'ARQ_STORE_UNAVAILABLE', retryable: true }
const forGood = { code: 'ARQ_STORE_FAILED', retryable: false }

let server: PostgresServer
const stores: SqlResultStore[] = []
beforeAll(async () => {
  server = await createPostgres({
    settings: { max_connections: '12', superuser_reserved_connections: '1' },
  })
  await server.start()
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
})
afterAll(() => server.dispose())

const makeStore = (settings: Partial<SqlResultStoreSettings> = {}): SqlResultStore => {
  const store = new SqlResultStore({ url: server.url, tablePrefix: freshPrefix(), ...settings })
  stores.push(store)
  return store
}

const connected = async (settings: Partial<SqlResultStoreSettings> = {}) => {
  const store = makeStore(settings)
  await store.connect()
  return store
}

const withRaw = async (work: (raw: pg.Client) => Promise<unknown>): Promise<void> => {
  const raw = await openRawClient(server.url)
  try {
    await work(raw)
  } finally {
    await raw.end()
  }
}

describe('a PostgreSQL that fails', () => {
  it('makes calls reject while it is away, and serves the same store when it is back', async () => {
    const store = await connected()
    const record = sampleRecord()
    await store.create(record, { ttlMs })

    await server.kill()
    await expect(store.get(record.jobId)).rejects.toMatchObject(away)
    await expect(store.create(record, { ttlMs })).rejects.toMatchObject(away)
    const start = { record: { ...record, token: 't' }, guard: 'start', ttlMs } as const
    await expect(store.transition(start)).rejects.toMatchObject(away)
    await expect(store.stats()).rejects.toMatchObject(away)
    expect(await store.healthCheck()).toMatchObject({
      isHealthy: false,
      error: expect.stringContaining(new URL(server.url).host),
    })

    await server.start()
    await untilHealthy(store)
    expect(await store.create(record, { ttlMs })).toBe('exists')
    expect((await store.stats()).successRate).toBeLessThan(1)
  })

  it('lets a degrading store open, which makes its tables when it comes', async () => {
    await server.stop()
    const store = await connected()
    await expect(store.get('x')).rejects.toMatchObject(away)
    await server.start()
    await untilHealthy(store)
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('does not let a refusing store open, and the same store opens when it is there', async () => {
    await server.stop()
    const store = makeStore({ degradeOnFailure: false })
    expect(store.onFailure).toBe('refuse')
    await expect(store.connect()).rejects.toMatchObject(away)
    await expect(store.acquire()).rejects.toMatchObject(away)
    await server.start()
    const release = await store.acquire()
    expect(await store.get('x')).toBeUndefined()
    await release()
    await expect(store.get('x')).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('and is silent makes calls reject with a timeout, and serves again when it goes on', async () => {
    const store = await connected({ commandTimeout: '200ms', connectTimeout: '200ms' })
    const record = sampleRecord()
    server.pause()
    try {
      const outcomes = await Promise.allSettled([
        store.get('x'),
        store.create(record, { ttlMs }),
        store.healthCheck(),
      ])
      expect(outcomes[1]).toMatchObject({ reason: { retryable: true } })
      expect(outcomes[2]).toMatchObject({ value: { isHealthy: false } })
      expect(outcomes.slice(0, 2)).toContainEqual(
        expect.objectContaining({ reason: expect.objectContaining(silent) }),
      )
    } finally {
      server.resume()
    }
    await untilHealthy(store)
    // The write that timed out may have reached it; that is what a timeout leaves open.
    expect(['created', 'exists']).toContain(await store.create(record, { ttlMs }))
  })

  it('and is silent does not hold up opening and closing for ever', async () => {
    const limits = { commandTimeout: '200ms', connectTimeout: '200ms' } as const
    const open = await connected(limits)
    server.pause()
    try {
      const refusing = makeStore({ ...limits, degradeOnFailure: false })
      await expect(refusing.connect()).rejects.toMatchObject({ retryable: true })
      const write = open.create(sampleRecord(), { ttlMs })
      await Promise.all([open.close(), expect(write).rejects.toMatchObject({ retryable: true })])
    } finally {
      server.resume()
    }
  })

  it('tells listeners again after it was restarted', async () => {
    const store = await connected()
    const heard = new Set<string>()
    await store.subscribe?.((jobId) => heard.add(jobId))
    await untilHeard(store, heard)
    await server.kill()
    await server.start()
    await untilHeard(store, heard)
  })

  it('loses and doubles nothing when all connections are cut again and again', async () => {
    const store = await connected()
    const records = Array.from({ length: 400 }, (_, index) =>
      sampleRecord({ status: 'completed', token: `t${String(index)}`, result: index }),
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
    const end = (record: JobRecord) => () => store.transition({ record, guard: 'end', ttlMs })
    await withRaw(async (raw) => {
      for (let first = 0; first < records.length; first += 20) {
        const writes = records.slice(first, first + 20).map((record) => untilAnswered(end(record)))
        await raw.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'arq'`,
        )
        expect(new Set(await Promise.all(writes))).toEqual(new Set(['applied']))
      }
    })
    const found = await untilAnswered(() => store.getMany(records.map(({ jobId }) => jobId)))
    const counted = [...found.values()].map(({ result, duplicateRuns }) => [result, duplicateRuns])
    expect(new Map(counted as [number, undefined][])).toEqual(
      new Map(records.map(({ result }) => [result, undefined])),
    )
  })
})

describe('a PostgreSQL that answers and refuses', () => {
  const end = (store: SqlResultStore, rest = {}) => {
    const record = sampleRecord({ token: 't', status: 'completed', ...rest })
    return store.transition({ record, guard: 'end', ttlMs })
  }

  it('as a read-only standby after a failover: that passes', async () => {
    const url = `${server.url}?options=-cdefault_transaction_read_only%3Don`
    const tablePrefix = freshPrefix()
    await connected({ tablePrefix })
    const standby = await connected({ url, tablePrefix })
    expect(await standby.get('x')).toBeUndefined()
    await expect(end(standby)).rejects.toMatchObject(passing)
  })

  it('when it has no connection left: that passes', async () => {
    const url = server.url.replace('postgres@', 'few@')
    await withRaw(async (raw) => {
      await raw.query('create role few login connection limit 1; grant all on schema public to few')
    })
    const tablePrefix = freshPrefix()
    const first = await connected({ url, tablePrefix, maxConnections: 1 })
    const second = makeStore({ url, tablePrefix, degradeOnFailure: false })
    await expect(second.connect()).rejects.toMatchObject({ retryable: true })
    expect(await end(first)).toBe('applied')
  })

  it('what its user may not do: that does not pass, and other writes are made', async () => {
    const tablePrefix = freshPrefix()
    const store = await connected({ tablePrefix })
    await withRaw(async (raw) => {
      await raw.query(
        `create role reader login; grant select on all tables in schema public to reader`,
      )
    })
    const url = server.url.replace('postgres@', 'reader@')
    const reader = await connected({ url, tablePrefix })
    await expect(end(reader)).rejects.toMatchObject(forGood)
    expect(await end(store)).toBe('applied')
  })

  it('one job alone, whose id it cannot keep: that does not stop the others', async () => {
    const store = await connected()
    const outcomes = await Promise.allSettled([
      end(store, { jobId: 'first' }),
      end(store, { jobId: 'with\u0000in it' }),
      end(store, { jobId: 'last' }),
    ])
    expect(outcomes).toMatchObject([
      { value: 'applied' },
      { reason: forGood },
      { value: 'applied' },
    ])
  })

  it('where something else stands: that is told, with the job', async () => {
    const tablePrefix = freshPrefix()
    const store = await connected({ tablePrefix })
    await end(store, { jobId: 'spoilt' })
    await withRaw((raw) => raw.query(`update ${tablePrefix}jobs set record = '[]'`))
    await expect(store.get('spoilt')).rejects.toMatchObject({
      code: 'ARQ_STORE_DATA',
      message: expect.stringContaining('spoilt'),
    })
  })
})

describe('a PostgreSQL that does not let us in', () => {
  it.each([
    ['a user that does not exist', 'nobody:se-cret', '/postgres', 'nobody'],
    ['a database that does not exist', 'postgres:se-cret', '/nowhere', 'nowhere'],
  ])('says so, without the password: %s', async (_, login, path, reason) => {
    const url = `postgresql://${login}@${new URL(server.url).host}${path}`
    const errors = await Promise.all(
      [true, false].map((degradeOnFailure) =>
        makeStore({ url, degradeOnFailure })
          .connect()
          .catch((error: unknown) => error),
      ),
    )
    for (const error of errors) {
      expect(error).toMatchObject({ ...refused, message: expect.stringContaining(reason) })
    }
    expect(inspect(errors, { depth: 10 })).not.toContain('se-cret')
  })
})
