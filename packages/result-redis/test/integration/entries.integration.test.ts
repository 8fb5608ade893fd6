import { type EntryStore, isArqError } from '@arq/core'
import { createRedis, createRedisCluster, type RedisServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { RedisResultStore } from '../../src/index.js'
import { urlOf } from './conformance.js'
import { freshPrefix, openRawClient, setup } from './setup.js'

const KEPT = { ttlMs: 60_000 }

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const openShared = async () => {
  const test = await setup()
  cleanups.push(test.dispose)
  return test
}

const countIn = (entries: ReadonlyMap<string, { readonly text: string }>, name: string): number =>
  Number(entries.get(name)?.text ?? 0)

/** Counts up by one in two entries at once; whoever was overtaken, or heard nothing, reads again. */
async function countUp(store: EntryStore, group: string): Promise<'counted' | 'unknown'> {
  for (;;) {
    const found = await store.read(group)
    const next = String(countIn(found, 'one') + 1)
    const change = (name: string) => ({
      ...{ name, text: next, ifVersion: found.get(name)?.version ?? null },
    })
    const { kind } = await store.write(group, [change('one'), change('other')], KEPT)
    if (kind === 'written') return 'counted'
  }
}

describe('entries in Redis', () => {
  it('are one hash for each group, with a time to live, and nothing else', async () => {
    const { store, raw, prefix, keys } = await openShared()
    await store.entries.write('a:b', [{ name: 'n', text: '{"x":1}' }], KEPT)
    expect(await keys()).toEqual([`${prefix}:entries:a:b`])
    expect(await raw.hGet(`${prefix}:entries:a:b`, 'n')).toMatch(/^[0-9a-f-]{36} \{"x":1\}$/)
    expect(await raw.pTTL(`${prefix}:entries:a:b`)).toBeGreaterThan(50_000)
    await store.entries.write('a:b', [{ name: 'n', text: undefined }], KEPT)
    expect(await keys()).toEqual([])
  })

  it('of which one version is written over by one of a hundred clients', async () => {
    const { store, prefix } = await openShared()
    const clients = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const url = process.env['ARQ_TEST_REDIS_URL']
        const client = new RedisResultStore({ url: url ?? '', keyPrefix: prefix })
        await client.connect()
        cleanups.push(() => client.close())
        return client
      }),
    )
    await store.entries.write('g', [{ name: 'a', text: '0' }], KEPT)
    const ifVersion = (await store.entries.read('g')).get('a')?.version
    const answers = await Promise.all(
      clients.map(({ entries }, index) =>
        entries.write('g', [{ name: 'a', text: String(index + 1), ifVersion }], KEPT),
      ),
    )
    const winners = answers.flatMap(({ kind }, index) => (kind === 'written' ? index + 1 : []))
    expect(winners).toHaveLength(1)
    expect((await store.entries.read('g')).get('a')?.text).toBe(String(winners[0]))
  })

  it('in whose place somebody else has put something are told, and left alone', async () => {
    const { store, raw, prefix } = await openShared()
    await raw.set(`${prefix}:entries:text`, 'of others')
    await raw.hSet(`${prefix}:entries:hash`, 'field', 'of-others')
    const isData = { code: 'ARQ_STORE_DATA', retryable: false }
    const write = store.entries.write('text', [{ name: 'a', text: '1' }], KEPT)
    await expect(write).rejects.toMatchObject(isData)
    await expect(store.entries.read('text')).rejects.toMatchObject(isData)
    await expect(store.entries.read('hash')).rejects.toMatchObject({
      ...isData,
      message: expect.stringContaining(`${prefix}:entries:hash`),
    })
    await expect(store.entries.groups('', { limit: 1, cursor: '["x"]' })).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
    expect(await raw.get(`${prefix}:entries:text`)).toBe('of others')
  })
})

describe('connections that are killed while entries are written', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await createRedis()
    await server.start()
  })
  afterAll(() => server.dispose())

  it('leave each write whole, or nothing of it', async () => {
    const raw = await openRawClient(server.url)
    cleanups.push(() => raw.close())
    const store = new RedisResultStore({ url: server.url, keyPrefix: freshPrefix() })
    await store.connect()
    cleanups.push(() => store.close())
    let counted = 0
    let unknown = 0
    let kills = 0
    const isOver = () => kills >= 30 && counted >= 300
    const count = async (): Promise<void> => {
      while (!isOver()) {
        try {
          await countUp(store.entries, 'g')
          counted += 1
        } catch (error) {
          expect(isArqError(error) && error.retryable).toBe(true)
          unknown += 1
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
    }
    const kill = async (): Promise<void> => {
      while (!isOver()) {
        await raw.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])
        kills += 1
        const wanted = counted + 10
        while (counted < wanted && !isOver()) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await Promise.all([...Array.from({ length: 5 }, count), kill()])
    let found = await store.entries.read('g').catch(() => undefined)
    while (!found) found = await store.entries.read('g').catch(() => undefined)
    const total = countIn(found, 'one')
    expect(countIn(found, 'other')).toBe(total)
    expect(total).toBeGreaterThanOrEqual(counted)
    // One whose answer was lost may have been made.
    expect(total).toBeLessThanOrEqual(counted + unknown)
  })
})

describe('entries in a cluster', () => {
  let cluster: Awaited<ReturnType<typeof createRedisCluster>>
  beforeAll(async () => {
    cluster = await createRedisCluster()
    await cluster.start()
  })
  afterAll(() => cluster.dispose())

  it('lie on all masters, each group on one, and are found on all of them', async () => {
    const keyPrefix = freshPrefix()
    const url = urlOf('redis+cluster', cluster.urls.slice(0, 2))
    const store = new RedisResultStore({ url, keyPrefix })
    await store.connect()
    cleanups.push(() => store.close())
    const groups = Array.from({ length: 60 }, (_, index) => `g:${String(index)}`)
    const written = await Promise.all(
      groups.map((group) =>
        store.entries.write(
          group,
          [
            { name: 'a', text: group },
            { name: 'b', text: '1' },
          ],
          KEPT,
        ),
      ),
    )
    expect(new Set(written.map(({ kind }) => kind))).toEqual(new Set(['written']))
    const found = await store.entries.readMany([...groups, 'nobody', ...groups])
    expect([...found].map(([group, entries]) => [group, entries.get('a')?.text])).toEqual(
      groups.map((group) => [group, group]),
    )
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await store.entries.groups('g:', { limit: 7, cursor })
      expect(page.groups.length).toBeLessThanOrEqual(7)
      seen.push(...page.groups)
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(new Set(seen)).toEqual(new Set(groups))
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        store.entries.write('g:0', [{ name: 'c', text: String(index), ifVersion: null }], KEPT),
      ),
    )
    expect(answers.filter(({ kind }) => kind === 'written')).toHaveLength(1)
    expect(await store.entries.remove('g:0')).toBe(true)
    for (const each of cluster.urls.slice(0, 3)) {
      const raw = await openRawClient(each)
      cleanups.push(() => raw.close())
      expect((await raw.keys(`${keyPrefix}:entries:*`)).length).toBeGreaterThan(5)
    }
  })
})
