import { createPostgres, type PostgresServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { SqlResultStore, type SqlResultStoreSettings } from '../../src/index.js'
import { countersIn, countUp, countWhileKilled } from '../count-up.js'
import { freshPrefix, openRawClient } from './setup.js'
import { Writer } from './writer.js'

const KEPT = { ttlMs: 60_000 }

let server: PostgresServer
beforeAll(async () => {
  server = await createPostgres()
  await server.start()
})
afterAll(() => server.dispose())

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const opened = async (settings: Partial<SqlResultStoreSettings> = {}) => {
  const store = new SqlResultStore({ url: server.url, ...settings })
  await store.connect()
  cleanups.push(() => store.close())
  return store
}

const openRaw = async () => {
  const raw = await openRawClient(server.url)
  cleanups.push(() => raw.end())
  return raw
}

describe('entries in PostgreSQL', () => {
  it('of which one version is written over by one of a hundred writers of twenty stores', async () => {
    const tablePrefix = freshPrefix()
    const stores = await Promise.all(
      Array.from({ length: 20 }, () => opened({ tablePrefix, maxConnections: 2 })),
    )
    const [store] = stores
    await store!.entries.write('g', [{ name: 'a', text: '0' }], KEPT)
    const ifVersion = (await store!.entries.read('g')).get('a')?.version
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        stores[index % 20]!.entries.write(
          'g',
          [{ name: 'a', text: String(index + 1), ifVersion }],
          KEPT,
        ),
      ),
    )
    const winners = answers.flatMap(({ kind }, index) => (kind === 'written' ? index + 1 : []))
    expect(winners).toHaveLength(1)
    expect((await store!.entries.read('g')).get('a')?.text).toBe(String(winners[0]))
  })

  it('are written whole, or not at all, whenever the connection is killed', async () => {
    const tablePrefix = freshPrefix()
    const stores = [await opened({ tablePrefix }), await opened({ tablePrefix })]
    const raw = await openRaw()
    const { counted, unknown, unexpected } = await countWhileKilled({
      stores: [...stores, ...stores].map(({ entries }) => entries),
      kill: () =>
        raw.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'arq'`,
        ),
    })
    expect(unexpected).toEqual([])
    expect(unknown).toBeGreaterThan(0)
    const reader = await opened({ tablePrefix })
    const [one, other] = await countersIn(reader.entries, 'g')
    expect(other).toBe(one)
    expect(one).toBeGreaterThanOrEqual(counted)
    expect(one).toBeLessThanOrEqual(counted + unknown)
    const { rows } = await raw.query(`select entry_count from ${tablePrefix}entry_groups`)
    expect(rows).toEqual([{ entry_count: 2 }])
  })

  it('are not kept from others by a process that stops while it has the lock', async () => {
    const tablePrefix = freshPrefix()
    const store = await opened({ tablePrefix, commandTimeout: '60s' })
    const raw = await openRaw()
    const isLocked = async (): Promise<boolean> => {
      const lock = `select 1 from ${tablePrefix}entry_groups for update skip locked`
      return (await raw.query(lock)).rows.length === 0
    }
    const writer = new Writer('entries-writer.mjs', server.url, tablePrefix)
    cleanups.push(() => writer.kill())
    await writer.more(1)
    for (;;) {
      writer.stop()
      // What the server was doing for it by then is over: a lock that is still held stays.
      const idle = `select 1 from pg_stat_activity where application_name = 'arq' and state = 'active'`
      while ((await raw.query(idle)).rows.length > 0);
      if (await isLocked()) break
      writer.goOn()
      await writer.more(1)
    }
    await countUp(store.entries, 'g')
    writer.goOn()
    await writer.more(10)
    const [one, other] = await countersIn(store.entries, 'g')
    expect(other).toBe(one)
  })

  it('whose time is over are deleted by whoever writes', async () => {
    const tablePrefix = freshPrefix()
    const store = await opened({ tablePrefix })
    const raw = await openRaw()
    await store.entries.write('kept', [{ name: 'a', text: '1' }], KEPT)
    await store.entries.write('for ever', [{ name: 'a', text: '1' }], { ttlMs: 'forever' })
    await raw.query(
      `insert into ${tablePrefix}entry_groups select 'old-' || n, 2, n from generate_series(1, 1500) n`,
    )
    await raw.query(
      `insert into ${tablePrefix}entries select 'old-' || n, 'e' || m, 'v', '{}'
       from generate_series(1, 1500) n, generate_series(1, 2) m`,
    )
    expect((await store.entries.read('old-7')).size).toBe(0)
    expect(await store.entries.remove('old-8')).toBe(false)
    // Another process: its sweep is due.
    const other = await opened({ tablePrefix })
    await other.entries.write('old-9', [{ name: 'b', text: '1', ifVersion: null }], KEPT)
    const count = async (table: string): Promise<number> => {
      const { rows } = await raw.query<{ count: number }>(
        `select count(*)::int as count from ${tablePrefix}${table}`,
      )
      return rows[0]!.count
    }
    while ((await count('entry_groups')) > 3);
    expect(await count('entries')).toBe(3)
    expect([...(await store.entries.read('old-9')).keys()]).toEqual(['b'])
  })

  it('are found group by group, with a cursor that is its own', async () => {
    const store = await opened({ tablePrefix: freshPrefix() })
    for (const group of ['a', 'b:1', 'b:2', 'b:3', 'c']) {
      await store.entries.write(group, [{ name: 'a', text: '1' }], KEPT)
    }
    const first = await store.entries.groups('b:', { limit: 2 })
    expect(first).toEqual({ groups: ['b:1', 'b:2'], cursor: 'b:2' })
    const last = await store.entries.groups('b:', { limit: 2, cursor: first.cursor })
    expect(last).toEqual({ groups: ['b:3'], cursor: undefined })
    await expect(store.entries.groups('b:', { limit: 2, cursor: 'c' })).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('cursor'),
    })
  })
})
