import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { sampleRecord, untilHealthy, untilHeard } from '@arq/conformance'
import type { JobRecord } from '@arq/core'
import { createMongoDB, type MongoDBServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'

import { MongoResultStore, type MongoResultStoreSettings } from '../../src/index.js'
import { freshPrefix, urlOf } from './setup.js'

const ttlMs = 60_000
const away = { code: 'ARQ_STORE_CONNECTION', retryable: true }
const refused = { code: 'ARQ_STORE_AUTH', retryable: false }
const forGood = { code: 'ARQ_STORE_FAILED', retryable: false }

let server: MongoDBServer
const closing: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  server = await createMongoDB()
  await server.start()
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})
afterAll(() => server.dispose())

const makeStore = (settings: Partial<MongoResultStoreSettings> = {}): MongoResultStore => {
  const store = new MongoResultStore({
    url: urlOf(server),
    collectionPrefix: freshPrefix(),
    connectTimeout: '1s',
    ...settings,
  })
  closing.push(() => store.close())
  return store
}

const connected = async (settings: Partial<MongoResultStoreSettings> = {}) => {
  const store = makeStore(settings)
  await store.connect()
  return store
}

/** A client of the test's own. */
const rawClient = (url = urlOf(server)): MongoClient => {
  const client = new MongoClient(url)
  closing.push(() => client.close())
  return client
}

const ended = (jobId: string, rest: Partial<JobRecord> = {}): JobRecord =>
  sampleRecord({ jobId, token: 't', status: 'completed', ...rest })

const end = (store: MongoResultStore, record: JobRecord) =>
  store.transition({ record, guard: 'end', ttlMs })

const failureOf = (store: MongoResultStore): Promise<unknown> =>
  store.connect().then(
    () => 'it connected',
    (error: unknown) => error,
  )

describe('a MongoDB that fails', () => {
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

  it('lets a degrading store open, which makes its indexes when it comes; a refusing one waits', async () => {
    await server.stop()
    const collectionPrefix = freshPrefix()
    const store = await connected({ collectionPrefix })
    const refusing = makeStore({ degradeOnFailure: false })
    await expect(refusing.connect()).rejects.toMatchObject(away)
    await expect(store.get('x')).rejects.toMatchObject(away)
    await server.start()
    await untilHealthy(store)
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
    expect(await store.schema()).toMatchObject({ found: 1, pending: [] })
    const release = await refusing.acquire()
    await release()
  })

  it('loses and doubles nothing when it is killed and started again under load', async () => {
    const store = await connected()
    const records = Array.from({ length: 150 }, (_, index) =>
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
    for (let first = 0; first < records.length; first += 50) {
      const part = records.slice(first, first + 50)
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

  it('tells listeners again after it was restarted', async () => {
    const store = await connected()
    const heard = new Set<string>()
    await store.subscribe?.((jobId) => heard.add(jobId))
    await untilHeard(store, heard)
    await server.kill()
    await server.start()
    await untilHeard(store, heard)
  })
})

describe('a MongoDB that serves', () => {
  it('lets many make its indexes at once, and again when they were dropped', async () => {
    const collectionPrefix = freshPrefix()
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => connected({ collectionPrefix })),
    )
    const record = sampleRecord()
    const answers = await Promise.all(stores.map((store) => store.create(record, { ttlMs })))
    expect(answers.toSorted()).toEqual(['created', 'exists', 'exists', 'exists'])
    expect(await stores[0]?.migrate()).toEqual({ from: 1, to: 1 })
    await rawClient().db('arq').collection(`${collectionPrefix}jobs`).drop()
    expect(await stores[0]?.migrate()).toEqual({ from: 0, to: 1 })
  })

  it('without its indexes is told by a store that may not make them, and left alone', async () => {
    const store = makeStore({ migrate: false })
    await expect(store.connect()).rejects.toMatchObject({
      ...forGood,
      message: expect.stringMatching(/lacks the indexes remove_at, .*: call migrate\(\)/),
    })
    expect(await store.schema()).toMatchObject({ found: 0, needed: 1, pending: [{ version: 1 }] })
    expect(await store.migrate()).toEqual({ from: 0, to: 1 })
    await store.connect()
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('is left with no content of a job of which nothing is kept, and may delete the rest', async () => {
    const collectionPrefix = freshPrefix()
    const store = await connected({ collectionPrefix })
    const record = sampleRecord({ args: ['private'] })
    await store.create(record, { ttlMs: 'forever' })
    expect(await store.delete(record.jobId)).toBe(true)
    expect(await store.delete(record.jobId)).toBe(false)
    const jobs = rawClient().db('arq').collection(`${collectionPrefix}jobs`)
    const [left] = await jobs.find().toArray()
    expect(left).toMatchObject({ record: null, remove_at: new Date(0), waits_in: null })
    expect(await jobs.listIndexes().toArray()).toContainEqual(
      expect.objectContaining({ key: { remove_at: 1 }, expireAfterSeconds: 0 }),
    )
  })

  it('refuses one record alone, which is too large: that does not stop the others', async () => {
    const store = await connected({ commandTimeout: '20s' })
    const outcomes = await Promise.allSettled([
      end(store, ended('first')),
      end(store, ended('large', { result: 'x'.repeat(17 * 1024 * 1024) })),
      end(store, ended('half \ud800')),
      end(store, ended('last')),
    ])
    expect(outcomes).toMatchObject([
      { value: 'applied' },
      { reason: forGood },
      { reason: forGood },
      { value: 'applied' },
    ])
  })

  it('tells where something else than a record stands, with the job', async () => {
    const collectionPrefix = freshPrefix()
    const store = await connected({ collectionPrefix })
    await end(store, ended('spoilt'))
    const jobs = rawClient().db('arq').collection(`${collectionPrefix}jobs`)
    await jobs.updateMany({}, { $set: { record: '[]' } })
    await expect(store.get('spoilt')).rejects.toMatchObject({
      code: 'ARQ_STORE_DATA',
      message: expect.stringContaining('spoilt'),
    })
  })

  it('tells what it is in stats', async () => {
    const store = await connected()
    await end(store, ended('one'))
    expect(await store.stats()).toMatchObject({
      storeType: 'mongodb',
      totalStored: 1,
      details: {
        serverVersion: expect.any(String),
        deployment: 'replica set',
        openConnections: expect.any(Number),
      },
    })
  })
})

describe('a single MongoDB', () => {
  it('cannot tell of changes: its store says so, and has no subscribe once that is known', async () => {
    const single = await createMongoDB({ isStandalone: true })
    closing.push(() => single.dispose())
    const store = makeStore({ url: urlOf(single) })
    // It is away when the store is opened.
    await store.connect()
    const subscribe = store.subscribe?.bind(store)
    await single.start()
    await untilHealthy(store)
    await expect(subscribe?.(() => undefined)).rejects.toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      message: expect.stringContaining('replica set'),
    })
    expect(store.subscribe).toBeUndefined()
    const later = await connected({ url: urlOf(single) })
    expect(later.subscribe).toBeUndefined()
  })
})

describe('a MongoDB that does not let us in', () => {
  it('for a wrong password says so, without the password, and lets the right one in', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'arq-mongodb-'))
    const open = await createMongoDB({ dataDir })
    await open.start()
    const admin = rawClient(open.url).db('arq')
    await admin.command({ createUser: 'app', pwd: 'right', roles: ['readWrite'] })
    await open.dispose()
    const guarded = await createMongoDB({ dataDir, needsLogin: true })
    closing.push(async () => {
      await guarded.dispose()
      rmSync(dataDir, { recursive: true, force: true })
    })
    await guarded.start()
    for (const degradeOnFailure of [true, false]) {
      const url = urlOf(guarded, { login: 'app:se-cret' })
      const error = await failureOf(makeStore({ url, degradeOnFailure }))
      expect(error).toMatchObject(refused)
      expect(inspect(error, { depth: 10 })).not.toContain('se-cret')
    }
    const store = await connected({ url: urlOf(guarded, { login: 'app:right' }) })
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('since it belongs to another replica set says so', async () => {
    const url = urlOf(server, { query: 'replicaSet=elsewhere' })
    expect(await failureOf(makeStore({ url }))).toMatchObject({
      ...forGood,
      message: expect.stringContaining('a replica set called elsewhere'),
    })
  })

  it('without its authority, and does with it: by the URL, and by settings', async () => {
    const secure = await createMongoDB({ tls: true })
    closing.push(() => secure.dispose())
    await secure.start()
    const { ca = '', caPath = '' } = secure.tls ?? {}
    const query = 'directConnection=true&tls=true'
    const unknown = await failureOf(makeStore({ url: urlOf(secure, { query }) }))
    expect(unknown).toMatchObject(refused)
    const byUrl = urlOf(secure, { query: `${query}&tlsCAFile=${encodeURIComponent(caPath)}` })
    expect((await (await connected({ url: byUrl })).healthCheck()).isHealthy).toBe(true)
    const bySettings = await connected({ url: urlOf(secure), tls: { ca } })
    expect((await bySettings.healthCheck()).isHealthy).toBe(true)
  })
})
