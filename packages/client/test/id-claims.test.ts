import { type Client, createClient } from '@arq/client'
import { ConnectionLost, type OutgoingMessage, PublishNotConfirmed, task } from '@arq/core'
import { jsonCodec } from '@arq/core'
import { decodeJobMessage, errorTexts, toInstant } from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'

import { type Bench, rejection, setup, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)
const one = { jobId: 'one' } as const
const text = errorTexts.closed({ what: 'The connection' })
const lost = () => new ConnectionLost({ code: 'ARQ_CONNECTION_LOST', text, scope: 'connection' })
const nacked = () => new PublishNotConfirmed({ code: 'ARQ_PUBLISH_NACKED', text, scope: 'message' })

/** The publishes of one call: refused with `error`, and whether the broker has the message all the same. */
async function brokenCall(
  { client, transport }: Bench,
  { error, hasArrived }: { readonly error: Error; readonly hasArrived: boolean },
): Promise<void> {
  transport.onPublish = async (message) => {
    transport.onPublish = undefined
    if (hasArrived) await transport.publish(message)
    throw error
  }
  expect(await rejection(client.enqueueJob(add, [1, 2], one))).toBe(error)
}

const enqueueTimes = (published: readonly OutgoingMessage[]): string[] =>
  published.map(
    ({ body, queueName }) => decodeJobMessage(body, jsonCodec, { queueName, nowMs: 0 }).enqueueTime,
  )

const secondClient = ({ settings }: Bench): Promise<Client> => createClient(settings)

describe('a jobId whose publish has an unknown outcome', () => {
  it('is sent again by the same call, and the job runs', async () => {
    const bench = await setup()
    await brokenCall(bench, { error: lost(), hasArrived: false })
    await bench.clock.advance('10s')
    const job = await bench.client.enqueueJob(add, [1, 2], one)
    expect(job).not.toBeNull()
    const worker = await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance(0)
    expect(worker.started).toEqual(['one'])
    expect(await job?.result({ timeout: 0 })).toBe(3)
    expect(await bench.client.enqueueJob(add, [1, 2], one)).toBeNull()
  })

  it('is sent again by another client, such as the next attempt of a task', async () => {
    const bench = await setup()
    await brokenCall(bench, { error: lost(), hasArrived: false })
    const other = await secondClient(bench)
    expect(await other.enqueueJob(add, [1, 2], one)).not.toBeNull()
    await other.close()
  })

  it('is one job when both messages arrive: the second is a duplicate', async () => {
    const bench = await setup()
    await brokenCall(bench, { error: lost(), hasArrived: true })
    await bench.clock.advance('10s')
    const job = await bench.client.enqueueJob(add, [1, 2], one)
    const times = enqueueTimes(bench.transport.published.slice(-2))
    expect(times[0]).toBe(times[1])
    const worker = await TinyWorker.start(bench, { run: () => 3, prefetch: 1 })
    await bench.clock.advance(0)
    expect(worker.started).toEqual(['one'])
    expect(await job?.result({ timeout: 0 })).toBe(3)
    expect(await job?.info()).toMatchObject({ duplicateRuns: 0, duplicateDeliveries: 1 })
  })

  it('stays one job when the call is repeated after the lease', async () => {
    const bench = await setup({ claimLease: '1s' })
    await brokenCall(bench, { error: lost(), hasArrived: true })
    await bench.clock.advance('1h')
    expect(await bench.client.enqueueJob(add, [1, 2], one)).not.toBeNull()
    const [first, second] = enqueueTimes(bench.transport.published.slice(-2))
    expect(first).toBe(second)
  })

  it('is no longer sent again once its message has been run', async () => {
    const bench = await setup()
    await brokenCall(bench, { error: lost(), hasArrived: true })
    await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance(0)
    expect(await bench.client.enqueueJob(add, [1, 2], one)).toBeNull()
  })

  it('stays open when the repeat is certainly not sent: the first may have arrived', async () => {
    const bench = await setup()
    await brokenCall(bench, { error: lost(), hasArrived: true })
    await brokenCall(bench, { error: nacked(), hasArrived: false })
    expect(await bench.store.getStatus('one')).toBe('queued')
    expect(await bench.client.enqueueJob(add, [1, 2], one)).not.toBeNull()
    const times = enqueueTimes(bench.transport.published)
    expect(new Set(times).size).toBe(1)
  })

  it('is given to exactly one of a hundred calls that repeat it, of two clients', async () => {
    const bench = await setup()
    await brokenCall(bench, { error: lost(), hasArrived: false })
    const before = bench.transport.published.length
    const other = await secondClient(bench)
    const calls = Array.from({ length: 50 }, () =>
      [bench.client, other].map((client) => client.enqueueJob(add, [1, 2], one)),
    ).flat()
    await bench.clock.advance('10s')
    const jobs = await Promise.all(calls)
    expect(jobs.filter((job) => job !== null)).toHaveLength(1)
    expect(bench.transport.published).toHaveLength(before + 1)
    await other.close()
  })

  it('can be sent again when the store had not answered the claim', async () => {
    const bench = await setup()
    const { store, client } = bench
    const create = store.create.bind(store)
    store.create = async (...args) => {
      store.create = create
      await create(...args)
      throw lost()
    }
    expect(await rejection(client.enqueueJob(add, [1, 2], one))).toMatchObject({
      code: 'ARQ_CONNECTION_LOST',
    })
    expect(await client.enqueueJob(add, [1, 2], one)).not.toBeNull()
  })

  it('is kept when the store is away just after the broker has confirmed', async () => {
    const bench = await setup({ claimLease: '30s' })
    const { store, client, clock } = bench
    const replaceClaim = store.replaceClaim.bind(store)
    let isAway = true
    store.replaceClaim = async (...args) => {
      if (isAway) throw lost()
      return replaceClaim(...args)
    }
    expect(await client.enqueueJob(add, [1, 2], one)).not.toBeNull()
    await clock.advance('5s')
    isAway = false
    await clock.advance('2m')
    expect(await client.enqueueJob(add, [1, 2], one)).toBeNull()
  })

  it('can be aborted, and is then not sent again', async () => {
    const bench = await setup()
    await brokenCall(bench, { error: lost(), hasArrived: true })
    expect(await bench.client.getJob('one').abort()).toBe(true)
    expect(await bench.client.enqueueJob(add, [1, 2], one)).toBeNull()
  })
})

describe('a jobId that another call is sending', () => {
  /** A call whose publish hangs until `answer`. */
  async function hangingCall(bench: Bench) {
    const { client, clock, transport } = bench
    let answer: (error?: Error) => void = () => {}
    transport.onPublish = () =>
      new Promise((resolve, reject) => {
        transport.onPublish = undefined
        answer = (error) => (error ? reject(error) : resolve())
      })
    const call = client.enqueueJob(add, [1, 2], one)
    expect(await stateOf(call, clock)).toBe('pending')
    return { call, answer }
  }

  it('is waited for: null once the job exists', async () => {
    const bench = await setup()
    const { call, answer } = await hangingCall(bench)
    const other = await secondClient(bench)
    const second = other.enqueueJob(add, [1, 2], one)
    expect(await stateOf(second, bench.clock)).toBe('pending')
    answer()
    expect(await call).not.toBeNull()
    await bench.clock.advance('1s')
    expect(await second).toBeNull()
    await other.close()
  })

  it('is sent by the call that waits when the first was refused', async () => {
    const bench = await setup()
    const { call, answer } = await hangingCall(bench)
    const other = await secondClient(bench)
    const second = other.enqueueJob(add, [1, 2], one)
    await bench.clock.advance(0)
    answer(nacked())
    expect(await rejection(call)).toMatchObject({ code: 'ARQ_PUBLISH_NACKED', sent: 'no' })
    await bench.clock.advance('1s')
    expect(await second).not.toBeNull()
    await other.close()
  })

  it('stays taken as long as that call lasts, whatever the lease', async () => {
    const bench = await setup({ claimLease: '2s' })
    const { call, answer } = await hangingCall(bench)
    await bench.clock.advance('10s')
    const other = await secondClient(bench)
    const second = rejection(other.enqueueJob(add, [1, 2], one))
    await bench.clock.advance('10s')
    expect(await second).toMatchObject({ code: 'ARQ_JOB_EXISTS' })
    answer()
    expect(await call).not.toBeNull()
    expect(bench.transport.published).toHaveLength(1)
    await other.close()
  })

  it('is sent at the end of the lease, as the same job, when the process of that call died', async () => {
    const bench = await setup({ claimLease: '30s' })
    const died = toInstant(bench.clock.now())
    await bench.store.create(
      {
        jobId: 'one',
        status: 'queued',
        claim: 'a-token',
        claimedUntil: toInstant(bench.clock.now() + 30_000),
        functionName: 'add',
        args: [],
        kwargs: {},
        queueName: 'default',
        enqueueTime: died,
        retryCount: 0,
        workerId: 'pending',
        startTime: died,
        createdAt: died,
      },
      { ttlMs: 86_400_000 },
    )
    const call = bench.client.enqueueJob(add, [1, 2], one)
    await bench.clock.advance(29_000)
    expect(await stateOf(call, bench.clock)).toBe('pending')
    await bench.clock.advance('2s')
    expect(await call).not.toBeNull()
    expect(enqueueTimes(bench.transport.published)).toEqual([died])
  })

  it('stays one job when that process was told that it exists, and died before the store was back', async () => {
    const bench = await setup({ claimLease: '30s' })
    const { store, client, clock, transport } = bench
    const replaceClaim = store.replaceClaim.bind(store)
    store.replaceClaim = async () => Promise.reject(lost())
    expect(await client.enqueueJob(add, [1, 2], one)).not.toBeNull()
    await client.close()
    store.replaceClaim = replaceClaim
    // Longer than any lease, and nobody has begun the job.
    await clock.advance('10m')
    const other = await secondClient(bench)
    const job = await other.enqueueJob(add, [1, 2], one)
    const [first, second] = enqueueTimes(transport.published)
    expect(second).toBe(first)
    const worker = await TinyWorker.start(bench, { run: () => 3, prefetch: 1 })
    await clock.advance(0)
    expect(worker.started).toEqual(['one'])
    expect(await job?.info()).toMatchObject({ duplicateRuns: 0, duplicateDeliveries: 1 })
    await other.close()
  })

  it('is refused when that call lasts longer than a lease', async () => {
    const bench = await setup()
    const { call, answer } = await hangingCall(bench)
    const other = await createClient({ ...bench.settings, claimLease: '5s' })
    const second = rejection(other.enqueueJob(add, [1, 2], one))
    await bench.clock.advance('7s')
    expect(await second).toMatchObject({
      name: 'JobAlreadyExists',
      code: 'ARQ_JOB_EXISTS',
      retryable: true,
      sent: 'no',
    })
    answer()
    await call
    await other.close()
  })

  it('is given up when the client closes', async () => {
    const bench = await setup()
    const { call, answer } = await hangingCall(bench)
    const other = await secondClient(bench)
    const second = rejection(other.enqueueJob(add, [1, 2], one))
    await bench.clock.advance(0)
    await other.close()
    expect(await second).toMatchObject({ code: 'ARQ_CLOSED' })
    answer()
    await call
  })
})
