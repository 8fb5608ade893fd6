import { ArqError, flow, isArqError, jsonCodec, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { createTestArq } from '@arq/testing'
import { afterEach, describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { createOutbox, MemoryOutbox, outboxRelay, type OutboxRelaySettings } from '../src/index.js'

const charge = task({
  name: 'charge',
  input: v.object({ order: v.string(), cents: v.number() }),
  run: async (_ctx, { order }) => order,
})
const note = task('note', async (_ctx, text: string) => text)

const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]()
})

async function setup(relaySettings: Partial<OutboxRelaySettings> = {}) {
  const arq = await createTestArq({ functions: [charge, note] })
  opened.push(arq)
  const { client, clock } = arq
  const database = new MemoryOutbox({ clock })
  const outbox = createOutbox({ clock })
  const settings = { database, client, clock, logger: quiet, ...relaySettings }
  return { arq, client, clock, database, outbox, relay: outboxRelay(settings), settings }
}

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
  child: () => quiet,
}

/** What a call rejects with. */
const refusal = (call: Promise<unknown>): Promise<ArqError> =>
  call.then(
    () => {
      throw new Error('it was not refused')
    },
    (error: unknown) => {
      if (isArqError(error)) return error
      throw error
    },
  )

describe('a job of an outbox', () => {
  it('runs once its transaction is committed, under the id that was known before', async () => {
    const { arq, database, outbox, relay } = await setup()
    const enqueued = await database.transaction(async (tx) => {
      const job = await outbox(tx).enqueue(charge, { order: 'o-1', cents: 500 })
      expect(database.status().waiting).toBe(0)
      return job
    })
    expect(database.status()).toMatchObject({ waiting: 1, aside: 0 })
    const unsent = await refusal(arq.client.getJob(enqueued.jobId).result())
    expect(unsent.code).toBe('ARQ_JOB_NOT_FOUND')
    expect(await relay.drain()).toEqual({ sent: 1, setAside: 0, putOff: 0 })
    await arq.drain()
    expect(arq.runs).toMatchObject([{ jobId: enqueued.jobId }])
    expect(await arq.client.getJob(enqueued.jobId).result()).toBe('o-1')
    expect(database.status().waiting).toBe(0)
  })

  it('never runs when its transaction is rolled back', async () => {
    const { arq, database, outbox, relay } = await setup()
    const broken = database.transaction(async (tx) => {
      await outbox(tx).enqueue(note, ['lost'])
      throw new Error('no money')
    })
    await expect(broken).rejects.toThrow('no money')
    await relay.drain()
    expect(arq.enqueued).toEqual([])
  })

  it('carries what the call says, counted from the call', async () => {
    const { arq, clock, database, outbox, relay } = await setup()
    const dueAt = new Date(clock.now() + 3_600_000)
    await database.transaction(async (tx) => {
      await outbox(tx).enqueue('note', ['hello'], {
        jobId: 'note-1',
        queueName: 'letters',
        deferBy: '1h',
        expires: '2h',
        jobTry: 2,
        headers: { tenant: 'acme' },
      })
    })
    await clock.advance('10m')
    await relay.drain()
    expect(arq.enqueued).toMatchObject([
      {
        jobId: 'note-1',
        task: 'note',
        args: ['hello'],
        queueName: 'letters',
        headers: { tenant: 'acme' },
      },
    ])
    const info = await arq.client.getJob('note-1').info()
    expect(info).toMatchObject({ jobTry: 2 })
    expect(info.deferUntil).toEqual(dueAt)
    expect(info.expires).toEqual(new Date(dueAt.getTime() + 2 * 3_600_000))
  })

  it('is one job of its id, however often its row is sent', async () => {
    const { arq, database, outbox, relay } = await setup()
    const options = { jobId: 'once' }
    await database.transaction(async (tx) => {
      await outbox(tx).enqueue(note, ['first'], options)
      await outbox(tx).enqueue(note, ['second'], options)
    })
    await relay.drain()
    await arq.drain()
    expect(arq.runs).toHaveLength(1)
    expect(database.status().waiting).toBe(0)
  })
})

describe('what cannot be sent', () => {
  it.each([
    ['an unknown option', ['x'], { defer: '1h' }, 'ARQ_CONFIG_INVALID', /deferBy/],
    ['a value that JSON has no word for', [10n], {}, 'ARQ_ENCODE_FAILED', /args\[0\]/],
    ['no arguments', 7, {}, 'ARQ_INVALID_ARGUMENTS', /args/],
  ])('is refused in the transaction: %s', async (_what, args, options, code, words) => {
    const { database, outbox } = await setup()
    await database.transaction(async (tx) => {
      const call = outbox(tx).enqueue('note', args as never, options as never)
      const error = await refusal(call)
      expect(error.code).toBe(code)
      expect(error.message).toMatch(words)
      expect(tx.jobCount).toBe(0)
    })
  })

  it('is refused in the transaction: what the task does not take', async () => {
    const { database, outbox } = await setup()
    const call = database.transaction((tx) =>
      outbox(tx).enqueue(charge, { order: 'o-1', cents: '5' } as never),
    )
    expect((await refusal(call)).message).toMatch(/cents/)
    expect(database.status().waiting).toBe(0)
  })

  it('is refused in the transaction: one job for a key, whoever says it', async () => {
    const { arq, database, outbox, relay } = await setup()
    const keyed = task({
      name: 'note',
      run: (_ctx, text: string) => text,
      unique: { key: (text) => text, mode: 'drop' },
    })
    await database.transaction(async (tx) => {
      const unique = { key: 'k', mode: 'drop' } as const
      for (const call of [
        outbox(tx).enqueue(note, ['x'], { unique }),
        outbox(tx).enqueue(keyed, ['x']),
      ]) {
        const error = await refusal(call)
        expect([error.code, error.message]).toEqual([
          ...['ARQ_UNSUPPORTED', expect.stringContaining('unique: false')],
        ])
      }
      expect(tx.jobCount).toBe(0)
      await outbox(tx).enqueue(keyed, ['x'], { unique: false })
    })
    expect(await relay.drain()).toMatchObject({ sent: 1 })
    expect(arq.enqueued).toMatchObject([{ task: 'note', args: ['x'] }])
  })

  it('is refused in the transaction: a job of a strict order, and what is no job', async () => {
    const { database, outbox } = await setup()
    const strict = task({
      name: 'note',
      run: (_ctx, text: string) => text,
      concurrency: { key: (text) => text, limit: 1, strictOrder: true },
    })
    await database.transaction(async (tx) => {
      const error = await refusal(outbox(tx).enqueue(strict, ['x']))
      expect([error.code, error.message]).toEqual([
        ...['ARQ_UNSUPPORTED', expect.stringContaining('strictOrder')],
      ])
      const ofFlow = await refusal(outbox(tx).enqueue(flow(note, ['x']) as never))
      expect(ofFlow.code).toBe('ARQ_CONFIG_INVALID')
      expect(tx.jobCount).toBe(0)
    })
  })

  it('is no transaction', () => {
    const outbox = createOutbox()
    for (const wrong of [undefined, {}, { dialect: 'oracle', run: () => undefined }]) {
      expect(() => outbox(wrong as never)).toThrow(/transaction/)
    }
  })
})

/**
 * As Prisma shapes them: tried with the real client of 7.10.1 and `@prisma/adapter-pg`, in a transaction, rolled back, and
 * with `$extends`. Here it would be 300 MB to install, and `prisma generate` loads an engine from elsewhere that it does
 * not use (`PRISMA_SCHEMA_ENGINE_BINARY` may name any program).
 */
describe('a transaction of Prisma', () => {
  const called: unknown[][] = []
  const $executeRawUnsafe = async (...call: unknown[]) => void called.push(call)
  const $transaction = () => undefined
  const transaction = { $executeRawUnsafe, $transaction, _activeProvider: 'postgresql' }

  it('gets the row as one statement with its values', async () => {
    const outbox = createOutbox()
    await outbox(transaction).enqueue('note', ['hi'], { jobId: 'a' })
    expect(called).toEqual([
      [
        expect.stringMatching(/insert into arq_outbox .*\$10::text::bigint.*pg_notify/),
        ...['a', 'note', 'default', '["hi"]', 'application/json', null, null, '1', null],
        expect.stringMatching(/^\d+$/),
      ],
    ])
  })

  it('is told from the client itself', () => {
    const client = { ...transaction, $connect: () => undefined }
    expect(() => createOutbox()(client)).toThrow(/Prisma/)
  })

  it('of a database that is not known needs to be told', () => {
    const other = { ...transaction, _activeProvider: undefined }
    expect(() => createOutbox()(other)).toThrow(/dialect/)
    expect(() => createOutbox({ dialect: 'mysql' })(other)).not.toThrow()
  })
})

/** A client of a broker that does with each job what the test says. */
function brokerThat(answer: (jobId: string) => Promise<unknown>) {
  const asked: string[] = []
  const client = {
    enqueueJob: (_task: unknown, _args: unknown, { jobId }: { readonly jobId: string }) => {
      asked.push(jobId)
      return answer(jobId)
    },
  }
  return { client: client as unknown as OutboxRelaySettings['client'], asked }
}

const failure = (code: ArqError['code']): ArqError =>
  new ArqError({ code, text: { template: { en: code, 'zh-CN': code }, params: {} } })

describe('a relay', () => {
  async function withRows(
    ids: readonly string[],
    answer: (jobId: string) => Promise<unknown>,
    settings: Partial<OutboxRelaySettings> = {},
  ) {
    const { client, asked } = brokerThat(answer)
    const clock = new ManualClock()
    const database = new MemoryOutbox({ clock })
    const outbox = createOutbox({ clock })
    const parts = { database, client, clock, logger: quiet, ...settings }
    const insert = (more: readonly string[]) =>
      database.transaction(async (tx) => {
        for (const jobId of more) await outbox(tx).enqueue('note', [jobId], { jobId })
      })
    await insert(ids)
    return { relay: outboxRelay(parts), settings: parts, clock, database, asked, insert }
  }

  it.each([
    'ARQ_PUBLISH_TOO_LARGE',
    'ARQ_TOPOLOGY_MISMATCH',
    'ARQ_QUEUE_NOT_FOUND',
    'ARQ_INVALID_ARGUMENTS',
    'ARQ_UNSUPPORTED',
  ] as const)('sets aside, tells and does not send again what ends in %s', async (code) => {
    const told: unknown[] = []
    const { relay, database, asked } = await withRows(['a', 'wrong', 'b'], async (jobId) => {
      if (jobId === 'wrong') throw failure(code)
    })
    relay.on((event) => void told.push(event))
    expect(await relay.drain()).toEqual({ sent: 2, setAside: 1, putOff: 0 })
    expect(asked).toEqual(['a', 'wrong', 'b'])
    expect(told).toMatchObject([
      { type: 'sent', count: 2 },
      { type: 'setAside', jobId: 'wrong', task: 'note', code },
    ])
    expect(database.status()).toMatchObject({ waiting: 0, aside: 1 })
  })

  it('tries a row again, later and later, whose queue is full; it stops no other', async () => {
    let isFull = true
    const { relay, clock, asked, insert } = await withRows(
      ['full-1', 'full-2', 'a'],
      async (jobId) => {
        if (isFull && jobId.startsWith('full')) throw failure('ARQ_PUBLISH_NACKED')
      },
      { batchSize: 2 },
    )
    expect(await relay.drain()).toEqual({ sent: 1, setAside: 0, putOff: 2 })
    expect(asked.splice(0)).toEqual(['full-1', 'full-2', 'a'])
    await clock.advance('1s')
    expect(await relay.drain()).toMatchObject({ putOff: 2 })
    await clock.advance('1s')
    await insert(['b'])
    expect(await relay.drain()).toMatchObject({ sent: 1, putOff: 0 })
    isFull = false
    await clock.advance('1s')
    expect(await relay.drain()).toMatchObject({ sent: 2 })
  })

  it('waits longer and longer while the broker is away, and tells it once', async () => {
    let isAway = true
    const { relay, clock, database, asked } = await withRows(['a'], async () => {
      if (isAway) throw failure('ARQ_CONNECTION_REFUSED')
    })
    const told: string[] = []
    const back = new Promise<void>((resolve) => {
      relay.on(({ type }) => {
        told.push(type)
        if (type === 'back') resolve()
      })
    })
    await relay.start()
    for (let tries = 1; tries <= 4; tries += 1) {
      // 200 ms, then twice as long each time.
      while (clock.nextTimerInMs !== 200 * 2 ** (tries - 1)) await turn()
      expect(asked).toHaveLength(tries)
      if (tries === 4) isAway = false
      await clock.advance(200 * 2 ** (tries - 1))
    }
    await back
    expect(told).toEqual(['away', 'sent', 'back'])
    expect(database.status().waiting).toBe(0)
    await relay.stop()
  })

  it('ends its batch when it is stopped, and leaves what is not sent soon', async () => {
    const { relay, clock, database, asked } = await withRows(['sent', 'stuck'], (jobId) =>
      jobId === 'stuck' ? new Promise(() => undefined) : Promise.resolve(),
    )
    await relay.start()
    while (asked.length < 2) await turn()
    const stopped = relay.stop()
    while (clock.nextTimerInMs !== 3000) await turn()
    await clock.advance(3000)
    await stopped
    expect(database.status().waiting).toBe(1)
    await expect(relay.start()).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('keeps what is not confirmed in time, and goes on with the others', async () => {
    const told: string[] = []
    let isStuck = true
    const { relay, clock, database, asked, insert } = await withRows(['stuck', 'a'], (jobId) =>
      jobId === 'stuck' && isStuck ? new Promise(() => undefined) : Promise.resolve(),
    )
    relay.on((event) => void told.push('reason' in event ? event.reason : event.type))
    await relay.start()
    while (asked.length < 2) await turn()
    await clock.advance('30s')
    while (database.status().waiting > 1) await turn()
    expect(told).toEqual(['sent'])
    isStuck = false
    await insert(['b'])
    while (database.status().waiting > 0) await turn()
    expect(asked).toEqual(['stuck', 'a', 'stuck', 'b'])
    await relay.stop()
  })

  it('says why when nothing is confirmed in time', async () => {
    const { relay, clock, database } = await withRows(['stuck'], () => new Promise(() => undefined))
    const reason = new Promise<string>((resolve) => {
      relay.on((event) => event.type === 'away' && resolve(event.reason))
    })
    await relay.start()
    while (clock.nextTimerInMs !== 30_000) await turn()
    await clock.advance('30s')
    expect(await reason).toMatch(/not confirmed within 30 s.*claimLease/)
    expect(database.status().waiting).toBe(1)
    const stopped = relay.stop()
    await clock.advance('1m')
    await stopped
  })

  it('shares the rows with others: each is sent once', async () => {
    const ids = Array.from({ length: 500 }, (_, at) => `job-${String(at)}`)
    const { settings, asked, database } = await withRows(ids, turn, { batchSize: 7 })
    const relays = Array.from({ length: 4 }, () => outboxRelay(settings))
    opened.push(...relays)
    await Promise.all(relays.map((relay) => relay.start()))
    while (database.status().waiting > 0) await turn()
    expect([...asked].sort()).toEqual([...ids].sort())
    expect(relays.map(({ counts }) => counts.sent > 0)).toEqual([true, true, true, true])
    await Promise.all(relays.map((relay) => relay.stop()))
  })

  it('sets aside what another codec has written', async () => {
    const { relay, database } = await setup()
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).reverse()
    const reversed = { ...jsonCodec, contentType: 'application/x-reversed', encode }
    const decode = (bytes: Uint8Array): unknown =>
      JSON.parse(Buffer.from(bytes).reverse().toString())
    const codec = { ...reversed, decode }
    const other = createOutbox({ codec })
    await database.transaction(async (tx) => void (await other(tx).enqueue(note, ['hi'])))
    expect(await relay.drain()).toEqual({ sent: 0, setAside: 1, putOff: 0 })

    const own = await setup({ codec })
    await own.database.transaction(async (tx) => void (await other(tx).enqueue(note, ['hi'])))
    expect(await own.relay.drain()).toMatchObject({ sent: 1 })
    expect(own.arq.enqueued).toMatchObject([{ args: ['hi'] }])
  })
})

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
