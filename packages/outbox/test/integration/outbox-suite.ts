import { ArqError, jsonCodec, silentLogger } from '@arq/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  createOutbox,
  openOutboxTable,
  type OutboxRelay,
  outboxRelay,
  type OutboxRelaySettings,
  schemaText,
} from '../../src/index.js'
import type { LibraryUnderTest, OpenLibrary } from './libraries.js'
import { freshPrefix, jobsOver, STORES, storesOf } from './setup.js'

/** A database with an outbox. */
export interface DatabaseUnderTest {
  readonly dialect: 'postgresql' | 'mysql'
  url(): string
  readonly libraries: readonly OpenLibrary[]
  /** Ends the connections of relays that were made with these options, as a failing network does. */
  killRelays(name: string): Promise<void>
  /** What makes relays known to {@link killRelays}. */
  relayOptions(name: string): Readonly<Record<string, unknown>>
  /** Runs statements, and gives the rows of the last one. */
  query(text: string): Promise<readonly Record<string, unknown>[]>
}

const ROWS = process.env['ARQ_TEST_FULL'] === '1' ? 20_000 : 1000

/** What an outbox does on a real database. */
export function outboxSuite(database: DatabaseUnderTest): void {
  const prefix = freshPrefix()
  const tablePrefix = prefix
  const outbox = createOutbox({ tablePrefix })
  const relays: OutboxRelay[] = []
  let application: LibraryUnderTest

  const table = () => openOutboxTable({ url: database.url(), tablePrefix })
  const relayOf = (
    settings: Pick<OutboxRelaySettings, 'client'> & Partial<OutboxRelaySettings>,
  ) => {
    const relay = outboxRelay({
      database: database.url(),
      tablePrefix,
      logger: silentLogger,
      driverOptions: database.relayOptions(prefix),
      ...settings,
    })
    relays.push(relay)
    return relay
  }
  const insert = (jobs: readonly string[], count: { readonly name: string }, queueName: string) =>
    application.transaction(async (tx) => {
      for (const what of jobs) await outbox(tx).enqueue(count.name, [what], { queueName })
    })

  beforeAll(async () => {
    application = database.libraries[0]!(database.url())
    await table().migrate()
  })
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()))
  })
  afterAll(async () => {
    await application.close()
    await database.query(`drop table ${prefix}outbox`)
    await database.query(`drop table ${prefix}outbox_schema`)
  })

  describe.each(database.libraries.map((open) => [open] as const))('a transaction', (open) => {
    let library: LibraryUnderTest
    beforeAll(() => {
      library = open(database.url())
    })
    afterAll(() => library.close())

    it('sends what it commits and nothing that it rolls back', async () => {
      const sent = recorder()
      const what = `你好 '; drop table \\ "x" 🎉`
      await library.transaction(async (tx) => {
        const job = await outbox(tx).enqueue('count', [what, { n: 1 }], {
          ...{ priority: 3, headers: { tenant: 'ü' }, deferBy: '1h', queueName: 'letters' },
        })
        expect(job.jobId).toMatch(/^[0-9a-f]{32}$/)
      })
      const rolledBack = library.transaction(async (tx) => {
        await outbox(tx).enqueue('count', ['never'])
        throw new Error('no money')
      })
      await expect(rolledBack).rejects.toThrow('no money')
      await relayOf({ client: sent.client }).drain()
      expect(sent.calls).toMatchObject([
        [
          'count',
          [what, { n: 1 }],
          { priority: 3, headers: { tenant: 'ü' }, queueName: 'letters' },
        ],
      ])
    })

    it('is refused where nothing has begun one', () => {
      if (!library.outside) return
      expect(() => outbox(library.outside as never)).toThrow(/transaction/)
    })

    it('is over when its row cannot be inserted, with the words of the database', async () => {
      const absent = createOutbox({ tablePrefix: 'no_such_' })
      const call = library.transaction((tx) => absent(tx).enqueue('count', ['x']))
      await expect(call).rejects.toThrow(/no_such_outbox/)
    })
  })

  it('sends what was committed late, behind rows that were inserted later', async () => {
    const sent = recorder()
    const relay = relayOf({ client: sent.client })
    let commitFirst: () => void = () => undefined
    const mayCommit = new Promise<void>((resolve) => (commitFirst = resolve))
    let inserted: () => void = () => undefined
    const hasInserted = new Promise<void>((resolve) => (inserted = resolve))
    const first = application.transaction(async (tx) => {
      await outbox(tx).enqueue('count', ['first'])
      inserted()
      await mayCommit
    })
    await hasInserted
    await application.transaction((tx) => outbox(tx).enqueue('count', ['second']))
    expect(await relay.drain()).toMatchObject({ sent: 1 })
    commitFirst()
    await first
    await relay.drain()
    expect(sent.arguments).toEqual([['second'], ['first']])
  })

  it('sends what comes while it runs', async () => {
    const sent = recorder()
    const relay = relayOf({
      client: sent.client,
      pollInterval: database.dialect === 'mysql' ? '50ms' : '5m',
    })
    await relay.start()
    const arrived = new Promise<void>((resolve) => {
      relay.on(({ type }) => {
        if (type === 'sent') resolve()
      })
    })
    await application.transaction((tx) => outbox(tx).enqueue('count', ['x']))
    await arrived
    expect(sent.calls).toHaveLength(1)
  })

  it('is shared by relays: each row is sent by one of them', async () => {
    const sent = recorder()
    const rows = Array.from({ length: 300 }, (_, at) => `shared-${String(at)}`)
    await insert(rows, { name: 'count' }, 'letters')
    const settings = { client: sent.client, batchSize: 7 }
    await Promise.all(Array.from({ length: 4 }, () => relayOf(settings).drain()))
    expect(sent.arguments.flat().sort()).toEqual([...rows].sort())
  })

  it('keeps rows that were set aside with their error, and lets them be sent again or dropped', async () => {
    const asIs = { ...jsonCodec, contentType: 'application/x-other' }
    const other = createOutbox({ tablePrefix, codec: asIs })
    await application.transaction(async (tx) => {
      for (const jobId of ['odd-1', 'odd-2', 'odd-3']) {
        await other(tx).enqueue('count', [jobId], { jobId })
      }
    })
    const sent = recorder()
    expect(await relayOf({ client: sent.client }).drain()).toEqual({
      sent: 0,
      setAside: 3,
      putOff: 0,
    })
    expect(await table().status()).toEqual({
      ...{ waiting: 0, retrying: 0, aside: 3, oldestAt: undefined, oldestAgeMs: undefined },
    })
    expect(await table().asideRows()).toMatchObject([
      { jobId: 'odd-1', task: 'count', errorCode: 'ARQ_DECODE_FAILED', queueName: 'default' },
      { jobId: 'odd-2' },
      { jobId: 'odd-3' },
    ])
    expect(await table().dropAside(['odd-2', 'nobody'])).toBe(1)
    expect(await table().retryAside(['odd-1'])).toBe(1)
    expect(await relayOf({ client: sent.client, codec: asIs }).drain()).toMatchObject({ sent: 1 })
    expect(await table().retryAside()).toBe(1)
    expect(await relayOf({ client: sent.client, codec: asIs }).drain()).toMatchObject({ sent: 1 })
    expect(sent.arguments).toEqual([['odd-1'], ['odd-3']])
  })

  it('shows rows that wait for their next try, and lets them be sent at once or dropped', async () => {
    await insert(['full'], { name: 'count' }, 'letters')
    await insert(['fuller'], { name: 'count' }, 'letters')
    const full = new ArqError({
      code: 'ARQ_PUBLISH_NACKED',
      text: { template: { en: 'full 满', 'zh-CN': '满' }, params: {} },
    })
    const refusing = { enqueueJob: () => Promise.reject(full) }
    expect(await relayOf({ client: refusing }).drain()).toMatchObject({ putOff: 2 })
    const status = await table().status()
    expect(status).toMatchObject({ waiting: 2, retrying: 2, aside: 0 })
    expect(status.oldestAgeMs).toBeGreaterThanOrEqual(0)
    const rows = await table().retryingRows()
    expect(rows).toMatchObject([
      { task: 'count', attempts: 1, errorCode: 'ARQ_PUBLISH_NACKED', error: 'full 满' },
      { retryAt: expect.any(Date) },
    ])
    // All of what was set aside: that is none.
    expect([await table().retryAside(), await table().dropAside()]).toEqual([0, 0])
    expect(await table().dropAside([rows[1]!.jobId])).toBe(1)
    expect(await table().retryAside([rows[0]!.jobId])).toBe(1)
    const sent = recorder()
    expect(await relayOf({ client: sent.client }).drain()).toMatchObject({ sent: 1 })
    expect(sent.arguments).toEqual([['full']])
  })

  it('is put in order while a relay has rows in hand, and these stay with it', async () => {
    await insert(['in hand'], { name: 'count' }, 'letters')
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    let take: () => void = () => undefined
    const taken = new Promise<void>((resolve) => (take = resolve))
    const jobIds: string[] = []
    const slow = {
      enqueueJob: ((_task: unknown, _args: unknown, { jobId }: { readonly jobId: string }) => {
        jobIds.push(jobId)
        take()
        return released
      }) as never,
    }
    const draining = relayOf({ client: slow }).drain()
    await taken
    expect([await table().dropAside(jobIds), await table().retryAside()]).toEqual([0, 0])
    release()
    expect(await draining).toMatchObject({ sent: 1 })
  })

  it('takes tables that somebody else has made, and makes none without leave', async () => {
    const own = freshPrefix()
    const settings = { tablePrefix: own, migrate: false }
    const sent = recorder()
    await expect(relayOf({ client: sent.client, ...settings }).start()).rejects.toMatchObject({
      code: 'ARQ_STORE_FAILED',
    })
    const text = schemaText({ dialect: database.dialect, tablePrefix: own })
    for (const statement of text.split(';\n').filter((one) => one.trim() !== '')) {
      await database.query(statement)
    }
    await relayOf({ client: sent.client, ...settings }).start()
    await database.query(`update ${own}outbox_schema set version = 99`)
    await expect(relayOf({ client: sent.client, ...settings }).start()).rejects.toThrow(
      /update @arq\/outbox/,
    )
    await database.query(`drop table ${own}outbox`)
    await database.query(`drop table ${own}outbox_schema`)
  })

  it('says at once that a password is wrong', async () => {
    const url = new URL(database.url())
    url.pathname = '/no_such_database'
    const relay = outboxRelay({
      database: url.href,
      logger: silentLogger,
      client: recorder().client,
    })
    await expect(relay.start()).rejects.toMatchObject({ code: 'ARQ_STORE_AUTH' })
  })

  describe.each(STORES)('with results in %s', (kind) => {
    it('runs each job once when a relay is lost behind the broker’s confirm', async () => {
      await using jobs = await jobsOver(storesOf(kind))
      await insert(['a', 'b', 'c'], jobs.count, jobs.queueName)
      const { client } = jobs
      let isKilled = false
      const lost = relayOf({
        client: {
          enqueueJob: (async (...call: Parameters<typeof client.enqueueJob>) => {
            await client.enqueueJob(...call)
            if (isKilled) return
            isKilled = true
            await database.killRelays(prefix)
          }) as never,
        },
      })
      await expect(lost.drain()).rejects.toMatchObject({ code: 'ARQ_STORE_CONNECTION' })
      expect((await table().status()).waiting).toBe(3)
      expect(await relayOf({ client: jobs.client }).drain()).toMatchObject({ sent: 3 })
      await jobs.ran(3)
      await insert(['d'], jobs.count, jobs.queueName)
      await relayOf({ client: jobs.client }).drain()
      await jobs.ran(4)
      expect([...jobs.runs.values()]).toEqual([1, 1, 1, 1])
    })
  })

  it(`runs each of ${String(ROWS)} jobs once while relays lose their connections`, async () => {
    await using jobs = await jobsOver(storesOf('Redis'))
    const names = Array.from({ length: ROWS }, (_, at) => `job-${String(at)}`)
    const settings = { client: jobs.client, batchSize: 50, pollInterval: '100ms' } as const
    const running = Array.from({ length: 3 }, () => relayOf(settings))
    await Promise.all(running.map((relay) => relay.start()))
    const allRan = jobs.ran(ROWS)
    const inserting = (async () => {
      for (let at = 0; at < ROWS; at += 20) {
        await insert(names.slice(at, at + 20), jobs.count, jobs.queueName)
      }
    })()
    let kills = 0
    for (let seen = 0; jobs.runs.size < ROWS && kills < 20; kills += 1) {
      // A part of the jobs further on each time.
      await Promise.race([jobs.ran(Math.min((seen += ROWS / 25), ROWS)), allRan])
      await database.killRelays(prefix)
    }
    await inserting
    await jobs.ran(ROWS)
    expect(kills).toBeGreaterThan(3)
    while ((await table().status()).waiting > 0) await running[0]?.drain().catch(() => undefined)
    expect([...jobs.runs.values()].filter((times) => times !== 1)).toEqual([])
    expect(jobs.runs.size).toBe(ROWS)
  })
}

/** A client that notes what it was called with. */
function recorder() {
  const calls: unknown[][] = []
  const enqueueJob = (...call: unknown[]) => {
    calls.push(call)
    return Promise.resolve({})
  }
  return {
    client: { enqueueJob } as unknown as OutboxRelaySettings['client'],
    calls,
    get arguments() {
      return calls.map(([, args]) => args)
    },
  }
}
