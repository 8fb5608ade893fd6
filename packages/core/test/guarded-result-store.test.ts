import { describe, expect, it } from '@jest/globals'

import type { JobRecord, ResultStoreError } from '../src/index.js'
import { connectionFailed, GuardedResultStore, type GuardedTable } from '../src/store.js'

const NAME = { database: 'Test', address: 'test' }
const away = { code: 'ARQ_STORE_CONNECTION', retryable: true }
const lost = (reason: string): ResultStoreError =>
  connectionFailed(NAME, { reason, cause: undefined })

/** A database that a test puts away and brings back. */
class Server {
  readonly events: string[] = []
  failure: ResultStoreError | undefined
  /** Set: the check waits for it. */
  checking: Promise<void> | undefined

  ask(what: string): Promise<void> {
    this.events.push(what)
    return this.failure ? Promise.reject(this.failure) : Promise.resolve()
  }
}

class TestStore extends GuardedResultStore {
  protected readonly table: GuardedTable
  readonly #server: Server

  constructor(server: Server, onFailure: 'degrade' | 'refuse' = 'degrade') {
    super({
      name: 'TestStore',
      onFailure,
      limits: { maxWrites: 10, maxCharacters: 1000, maxCalls: 1 },
    })
    this.#server = server
    this.table = {
      writeAtOnce: () => Promise.resolve([]),
      find: async () => {
        await server.ask('find')
        return []
      },
      apply: () => Promise.resolve([]),
    }
  }

  protected open(): Promise<void> {
    this.#server.events.push('open')
    return Promise.resolve()
  }

  protected async check(): Promise<void> {
    await this.#server.ask('check')
    await this.#server.checking
  }

  protected shut(): Promise<void> {
    this.#server.events.push('shut')
    return Promise.resolve()
  }

  protected ping(): Promise<void> {
    return this.#server.ask('ping')
  }

  protected override isMisconfiguration(error: ResultStoreError): boolean {
    return error.message.includes('password')
  }

  async getMany(): Promise<ReadonlyMap<string, JobRecord>> {
    await this.call(() => this.#server.ask('getMany'))
    return new Map()
  }

  async getStatus(): Promise<undefined> {
    await this.getMany()
  }

  stats() {
    return Promise.resolve(this.calls.stats({ storeType: 'test', details: {} }))
  }
}

describe('GuardedResultStore', () => {
  it('opens for its first user and closes with the last; calls reject before and after', async () => {
    const server = new Server()
    const store = new TestStore(server)
    await expect(store.get('a')).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    const releases = await Promise.all([store.acquire(), store.acquire()])
    expect(await store.get('a')).toBeUndefined()
    for (const release of releases) await release()
    expect(server.events).toEqual(['open', 'check', 'getMany', 'shut'])
    await expect(store.delete('a')).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('that degrades opens while its database is away, asks it no more than to be back, and serves then', async () => {
    const server = new Server()
    server.failure = lost('nobody listens')
    const store = new TestStore(server)
    await store.connect()
    await expect(store.get('a')).rejects.toMatchObject(away)
    const asked = server.events.filter((event) => event === 'getMany').length
    await expect(store.get('a')).rejects.toMatchObject(away)
    await expect(store.delete('a')).rejects.toMatchObject(away)
    expect(server.events.filter((event) => event === 'getMany')).toHaveLength(asked)
    expect(server.events).not.toContain('find')
    expect((await store.stats()).successRate).toBe(0)
    server.failure = undefined
    while (!(await store.healthCheck()).isHealthy) await new Promise((done) => setImmediate(done))
    expect(await store.delete('a')).toBe(false)
    await store.close()
  })

  it('that refuses does not open then, and ends what it has made', async () => {
    const server = new Server()
    server.failure = lost('nobody listens')
    const store = new TestStore(server, 'refuse')
    await expect(store.connect()).rejects.toMatchObject(away)
    expect(server.events).toEqual(['open', 'check', 'shut'])
    server.failure = undefined
    await store.connect()
    expect(await store.get('a')).toBeUndefined()
    await store.close()
  })

  it('says of a wrong login that waiting does not heal it, whatever is done in an outage', async () => {
    const server = new Server()
    server.failure = lost('wrong password')
    await expect(new TestStore(server).connect()).rejects.toMatchObject({
      code: 'ARQ_STORE_AUTH',
      retryable: false,
      message: expect.stringContaining('wrong password'),
    })
    expect(server.events).toEqual(['open', 'check', 'shut'])
  })

  it('can be closed while its first question takes long', async () => {
    const server = new Server()
    server.checking = new Promise(() => undefined)
    const store = new TestStore(server)
    const connecting = expect(store.connect()).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    while (!server.events.includes('check')) await new Promise((done) => setImmediate(done))
    await store.close()
    await connecting
    expect(server.events).toEqual(['open', 'check', 'shut'])
  })
})
