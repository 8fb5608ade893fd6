import { inspect } from 'node:util'

import { sampleRecord, untilHeard } from '@arq/conformance'
import { isArqError } from '@arq/core'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { RedisResultStore, type RedisResultStoreSettings } from '../../src/index.js'
import { freshPrefix, openRawClient } from './setup.js'

const ttlMs = 60_000
const away = { name: 'ResultStoreConnectionError', code: 'ARQ_STORE_CONNECTION' }
const refused = { name: 'ResultStoreConnectionError', code: 'ARQ_STORE_AUTH', retryable: false }
const silent = { name: 'ResultStoreTimeoutError', code: 'ARQ_STORE_TIMEOUT' }

describe('a Redis that fails', () => {
  let server: RedisServer
  const stores: RedisResultStore[] = []
  beforeAll(async () => {
    server = await createRedis()
    await server.start()
  })
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
  })
  afterAll(() => server.dispose())

  const makeStore = (settings: RedisResultStoreSettings = {}): RedisResultStore => {
    const store = new RedisResultStore({ url: server.url, keyPrefix: freshPrefix(), ...settings })
    stores.push(store)
    return store
  }

  /** Asks until Redis answers again; each ask is answered or rejects, so this is no timed wait. */
  const untilBack = async (store: RedisResultStore): Promise<void> => {
    while (!(await store.healthCheck()).isHealthy) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  it('rejects calls at once while it is away, and serves the same store when it is back', async () => {
    const store = makeStore()
    await store.connect()
    const record = sampleRecord()
    await store.create(record, { ttlMs })

    await server.kill()
    // The first may still be under way when the connection breaks; that is told as well.
    await expect(store.get(record.jobId)).rejects.toMatchObject(away)
    await expect(store.create(record, { ttlMs })).rejects.toMatchObject(away)
    await expect(
      store.transition({ record: { ...record, token: 't' }, guard: 'start', ttlMs }),
    ).rejects.toMatchObject(away)
    await expect(store.listWaiting('default', { limit: 1 })).rejects.toMatchObject(away)
    await expect(store.stats()).rejects.toMatchObject(away)
    expect(await store.healthCheck()).toMatchObject({
      isHealthy: false,
      error: expect.stringContaining(server.url),
    })

    await server.start()
    await untilBack(store)
    expect(await store.create(record, { ttlMs })).toBe('created')
    expect((await store.stats()).successRate).toBeLessThan(1)
  })

  it('lets a degrading store open, which begins to work when Redis comes', async () => {
    await server.stop()
    const store = makeStore()
    expect(store.onFailure).toBe('degrade')
    await store.connect()
    await expect(store.get('x')).rejects.toMatchObject(away)
    await server.start()
    await untilBack(store)
    expect(await store.get('x')).toBeUndefined()
  })

  it('does not let a refusing store open, and the same store opens when Redis is there', async () => {
    await server.stop()
    const store = makeStore({ degradeOnFailure: false })
    expect(store.onFailure).toBe('refuse')
    await expect(store.connect()).rejects.toMatchObject({
      ...away,
      message: expect.stringContaining(server.url),
    })
    await expect(store.acquire()).rejects.toMatchObject(away)
    await server.start()
    const release = await store.acquire()
    expect(await store.get('x')).toBeUndefined()
    await release()
    await expect(store.get('x')).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('that is silent rejects with a timeout, and serves again when it goes on', async () => {
    const store = makeStore({ commandTimeout: '200ms', retryOnTimeout: false })
    await store.connect()
    const record = sampleRecord()
    server.pause()
    try {
      const outcomes = await Promise.allSettled([
        store.get('x'),
        store.create(record, { ttlMs }),
        store.healthCheck(),
      ])
      expect(outcomes).toMatchObject([
        { reason: silent },
        { reason: silent },
        { value: { isHealthy: false } },
      ])
    } finally {
      server.resume()
    }
    await untilBack(store)
    // The write that timed out reached Redis; that is what a timeout leaves open.
    expect(['created', 'exists']).toContain(await store.create(record, { ttlMs }))
  })

  it('that is silent gets what may be repeated a second time', async () => {
    const store = makeStore({ commandTimeout: '300ms', connectTimeout: '30s' })
    await store.connect()
    const record = sampleRecord({ token: 't', status: 'completed' })
    server.pause()
    const outcomes = Promise.allSettled([
      store.get(record.jobId),
      store.transition({ record, guard: 'own', ttlMs }),
      store.create(sampleRecord(), { ttlMs }),
    ])
    // Resumed by the rejection of what may not be repeated: the others are then at their second try.
    await store.delete('x').catch((error: unknown) => isArqError(error) && error.code)
    server.resume()
    expect(await outcomes).toMatchObject([
      { status: 'fulfilled' },
      { value: 'applied' },
      { reason: silent },
    ])
  })

  it('that is silent does not hold up opening and closing for ever', async () => {
    const refusing = makeStore({ degradeOnFailure: false, connectTimeout: '200ms' })
    const degrading = makeStore({ connectTimeout: '200ms' })
    const open = makeStore({ commandTimeout: '200ms' })
    await open.connect()
    server.pause()
    try {
      await expect(refusing.connect()).rejects.toMatchObject(away)
      await degrading.connect()
      await degrading.close()
      const write = open.create(sampleRecord(), { ttlMs })
      await Promise.all([open.close(), expect(write).rejects.toMatchObject(silent)])
    } finally {
      server.resume()
    }
  })

  it('tells its listeners again after it was restarted', async () => {
    const store = makeStore()
    await store.connect()
    const heard = new Set<string>()
    const release = await store.subscribe((jobId) => heard.add(jobId))
    await untilHeard(store, heard)
    await server.kill()
    await server.start()
    await untilHeard(store, heard)
    await release()
    const raw = await openRawClient(server.url)
    const channels = await raw.pubSubChannels()
    expect(channels).toEqual([])
    await raw.close()
  })
})

describe('a Redis that answers and refuses', () => {
  let server: RedisServer
  let raw: Awaited<ReturnType<typeof openRawClient>>
  let store: RedisResultStore
  beforeAll(async () => {
    server = await createRedis()
    await server.start()
    raw = await openRawClient(server.url)
    store = new RedisResultStore({ url: server.url, keyPrefix: freshPrefix() })
    await store.connect()
  })
  afterAll(async () => {
    await store.close()
    await raw.close()
    await server.dispose()
  })

  const writes = async (): Promise<readonly unknown[]> => {
    const record = sampleRecord({ token: 't', status: 'completed' })
    const start = { ...record, enqueueTime: record.createdAt, token: 't' }
    return Promise.allSettled([
      store.create(sampleRecord(), { ttlMs }),
      store.transition({ record, guard: 'end', ttlMs }),
      store.transition({ record, guard: 'start', ttlMs: 'forever' }),
      store.begin({ ...start, toTransition: () => ({ record, guard: 'start', ttlMs }) }),
    ])
  }
  const passing = { reason: { code: 'ARQ_STORE_UNAVAILABLE', retryable: true } }
  const ofKind = (code: string) => ({ reason: { code, retryable: false } })

  it('as a replica after a failover: that passes', async () => {
    // The last of them writes nothing: the beginning of a job that has no record.
    await raw.replicaOf('127.0.0.1', 1)
    const outcomes = await writes()
    await raw.sendCommand(['REPLICAOF', 'NO', 'ONE'])
    expect(outcomes.slice(0, 3)).toMatchObject([passing, passing, passing])
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('when its memory is full: that passes', async () => {
    await raw.configSet({ maxmemory: '1', 'maxmemory-policy': 'noeviction' })
    const outcomes = await writes()
    await raw.configSet('maxmemory', '0')
    expect(outcomes.slice(0, 3)).toMatchObject([passing, passing, passing])
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
  })

  it('while it is busy with somebody’s script: that passes', async () => {
    await raw.configSet('busy-reply-threshold', '1')
    const other = await openRawClient(server.url)
    const busy = other.eval('while true do end').catch((error: unknown) => error)
    const code = async (): Promise<unknown> => {
      const record = sampleRecord({ token: 't', status: 'completed' })
      const change = { record, guard: 'end', ttlMs } as const
      return store.transition(change).catch((error: unknown) => isArqError(error) && error.code)
    }
    let answer: unknown
    do answer = await code()
    while (answer === 'applied')
    await raw.scriptKill()
    expect(await busy).toBeInstanceOf(Error)
    expect(answer).toBe('ARQ_STORE_UNAVAILABLE')
    await other.close()
  })

  it('what its user may not do: that does not pass', async () => {
    await raw.aclSetUser('reader', ['on', '>word', '~*', '&*', '+@all', '-set'])
    const url = server.url.replace('//', '//reader:word@')
    const limited = new RedisResultStore({ url, keyPrefix: freshPrefix() })
    await limited.connect()
    const record = sampleRecord({ token: 't', status: 'completed' })
    const [outcome] = await Promise.allSettled([
      limited.transition({ record, guard: 'end', ttlMs }),
    ])
    expect(outcome).toMatchObject(ofKind('ARQ_STORE_FAILED'))
    await limited.close()
  })

  it('where something else stands: that does not pass', async () => {
    const prefix = freshPrefix()
    const planted = new RedisResultStore({ url: server.url, keyPrefix: prefix })
    await planted.connect()
    const record = sampleRecord({ token: 't', status: 'completed' })
    await raw.rPush(`${prefix}:result:${record.jobId}`, 'list')
    const [outcome] = await Promise.allSettled([
      planted.transition({ record, guard: 'end', ttlMs }),
    ])
    expect(outcome).toMatchObject(ofKind('ARQ_STORE_DATA'))
    await planted.close()
  })
})

describe('a Redis that does not let us in', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await createRedis()
    await server.start()
    const raw = await openRawClient(server.url)
    await raw.aclSetUser('worker', ['on', '>right-word', '~*', '&*', '+@all'])
    await raw.configSet('requirepass', 'default-word')
    await raw.close()
  })
  afterAll(() => server.dispose())

  const withLogin = (login: string, path = '') => server.url.replace('//', `//${login}@`) + path

  it.each([
    ['a wrong password', 'worker:wr%6Fng-word', '', 'WRONGPASS'],
    ['no password', '', '', 'NOAUTH'],
    ['a database that does not exist', 'worker:right-word', '/99', 'out of range'],
  ])('says so, without the password: %s', async (_, login, path, reason) => {
    const url = login === '' ? server.url : withLogin(login, path)
    const refusing = new RedisResultStore({ url, degradeOnFailure: false })
    const error: unknown = await refusing.connect().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ ...refused, message: expect.stringContaining(reason) })

    const degrading = new RedisResultStore({ url })
    const later: unknown = await degrading.connect().catch((caught: unknown) => caught)
    expect(later).toMatchObject({ ...refused, message: expect.stringContaining(reason) })

    expect(inspect([error, later], { depth: 10 })).not.toContain('-word')
  })

  it('lets in who has the right password', async () => {
    const store = new RedisResultStore({ url: withLogin('worker:right-word', '/3') })
    await store.connect()
    expect(await store.healthCheck()).toMatchObject({ isHealthy: true })
    expect(await store.create(sampleRecord(), { ttlMs })).toBe('created')
    await store.close()
  })
})
