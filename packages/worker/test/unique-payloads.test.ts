import { randomBytes } from 'node:crypto'

import { type ClientSettings, createClient } from '@arq/client'
import {
  encodeJobRecord,
  encryption,
  isFinal,
  type PayloadCipher,
  type ResultStore,
  silentLogger,
  task,
  type Transport,
} from '@arq/core'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { Worker } from '../src/index.js'
import { setup, type TestSettings } from './setup.js'

/** Stands in everything that must not be readable. */
const MARKER = 'order-4711'
const KEYS = { old: randomBytes(32), new: randomBytes(32) }
const REPLACE = { unique: { key: 'k', mode: 'replace', window: '1m' } } as const
const GROUP = 'unique:save\nk'

/** A worker on a broker and a store in memory, and as many clients as are asked for. */
async function open(settings: Partial<TestSettings>) {
  const clock = new ManualClock()
  const runs: string[] = []
  const stuck: (() => void)[] = []
  const closing: (() => Promise<unknown>)[] = []
  const save = task({
    name: 'save',
    maxRetries: 1,
    retryOn: 'all',
    retryBackoff: '1s',
    run: async (ctx, text: string) => {
      runs.push(text)
      if (text.endsWith('stuck') && runs.length === 1)
        await new Promise<void>((resolve) => stuck.push(resolve))
      if (text.endsWith('twice') && ctx.jobTry === 1) throw new Error('once more')
      return `${text} saved`
    },
  })
  const arq = await setup({ functions: [save], ...settings }, { clock })
  const shared = (): { transport: Transport; resultStore: ResultStore; clock: ManualClock } => ({
    transport: new MemoryTransport({ broker: arq.broker }),
    resultStore: arq.store,
    clock,
  })
  return {
    ...arq,
    clock,
    runs,
    save,
    clientWith: async (given: Partial<ClientSettings>) => {
      const client = await createClient({ ...shared(), logger: silentLogger, ...given })
      closing.push(() => client.close())
      return client
    },
    /** Runs until the end of the test. */
    workerWith: (cipher: PayloadCipher | undefined) => {
      const own = { ...shared(), logger: silentLogger, functions: [save], encryption: cipher }
      const worker = new Worker(own)
      void worker.run()
      closing.push(() => worker.stop())
      return worker
    },
    /** The worker's process dies as it runs its first job. */
    die: async () => {
      while (stuck.length === 0) await clock.advance('1s')
      arq.broker.disconnect(arq.transport, { downFor: '1d' })
    },
    end: async () => {
      for (const release of stuck) release()
      for (const close of closing.reverse()) await close()
    },
    entries: async () => {
      const found = await arq.store.entries.read(GROUP)
      return [...found.values()].map(({ text }) => text).join('\n')
    },
    record: async (jobId: string) => encodeJobRecord((await arq.store.get(jobId))!),
  }
}

type Bench = Awaited<ReturnType<typeof open>>

const benches: Bench[] = []
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.end()
})
async function bench(settings: Partial<TestSettings> = {}): Promise<Bench> {
  const opened = await open(settings)
  benches.push(opened)
  return opened
}

describe('a job of a key whose arguments are encrypted', () => {
  const both = () => encryption({ keys: KEYS, use: 'new' })
  const older = () => encryption({ keys: { old: KEYS.old }, use: 'old' })

  it('runs with those of the last call, and neither they nor its result are readable outside', async () => {
    const arq = await bench({ encryption: both() })
    const client = await arq.clientWith({ encryption: both() })
    void arq.worker.run()
    await client.enqueueJob(arq.save, [`${MARKER}, first`], REPLACE)
    const job = await client.enqueueJob(arq.save, [`${MARKER}, twice`], REPLACE)
    const waiting = await arq.entries()
    expect(waiting).toContain(job.jobId)
    expect(waiting).not.toContain(MARKER)
    await arq.clock.advance('1m')
    await arq.clock.advance('1m')
    expect(await job.result()).toBe(`${MARKER}, twice saved`)
    expect(arq.runs).toEqual([`${MARKER}, twice`, `${MARKER}, twice`])
    expect(await arq.record(job.jobId)).not.toContain(MARKER)
    expect(await arq.entries()).not.toContain(MARKER)
  })

  it('waits for a worker that has the key of the last call, and takes further calls until it has begun', async () => {
    const arq = await bench({ encryption: older() })
    const before = await arq.clientWith({ encryption: older() })
    const after = await arq.clientWith({ encryption: both() })
    void arq.worker.run()
    await before.enqueueJob(arq.save, ['first'], REPLACE)
    const job = await after.enqueueJob(arq.save, ['second'], REPLACE)
    await arq.clock.advance('2m')
    expect(arq.runs).toEqual([])
    expect(await job.status()).toBe('queued')
    const third = await after.enqueueJob(arq.save, ['third'], REPLACE)
    expect([third.placed, third.jobId]).toEqual(['replaced', job.jobId])
    arq.workerWith(both())
    await arq.worker.stop()
    await arq.clock.advance('5m')
    expect(await job.result()).toBe('third saved')
    expect(arq.runs).toEqual(['third'])
  })

  it('waits for such a worker, too, when the one that had begun it is gone', async () => {
    const arq = await bench({ encryption: both() })
    const before = await arq.clientWith({ encryption: older() })
    const after = await arq.clientWith({ encryption: both() })
    void arq.worker.run()
    await before.enqueueJob(arq.save, ['first'], REPLACE)
    const job = await after.enqueueJob(arq.save, ['last, stuck'], REPLACE)
    await arq.clock.advance('1m')
    const without = arq.workerWith(older())
    await arq.die()
    await arq.clock.advance('2m')
    expect(arq.runs).toEqual(['last, stuck'])
    arq.workerWith(both())
    await without.stop()
    await arq.clock.advance('5m')
    expect(await job.result()).toBe('last, stuck saved')
    expect(arq.runs).toEqual(['last, stuck', 'last, stuck'])
  })
})

describe('a job of a key whose state was lost with the data of the store', () => {
  it('runs with the arguments of its message, compressed as it is, also in a second worker', async () => {
    const arq = await bench()
    const client = await arq.clientWith({ enableCompression: { thresholdBytes: 100 } })
    const text = `${'long '.repeat(100)}stuck`
    const job = await client.enqueueJob(arq.save, [text], REPLACE)
    await arq.store.entries.remove(GROUP)
    void arq.worker.run()
    await arq.clock.advance('1m')
    arq.workerWith(undefined)
    await arq.die()
    await arq.clock.advance('5m')
    expect(await job.result()).toBe(`${text} saved`)
    expect(arq.runs).toEqual([text, text])
  })
})

describe('a stream of a job of a key', () => {
  it('has all its items when the job has ended', async () => {
    const clock = new ManualClock()
    const speak = task('speak', (ctx) => {
      for (let number = 1; number <= 3; number += 1) void ctx.stream('numbers').write(number)
    })
    const arq = await setup({ functions: [speak] }, { clock })
    const transport = new MemoryTransport({ broker: arq.broker })
    const client = await createClient({ transport, resultStore: arq.store, clock })
    const append = arq.store.streams.append.bind(arq.store.streams)
    let isEnded: boolean | undefined
    const job = await client.enqueueJob(speak, [], { unique: { key: 'k', mode: 'keepLast' } })
    jest.spyOn(arq.store.streams, 'append').mockImplementation(async (...call) => {
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
      isEnded = isFinal((await arq.store.getStatus(job.jobId)) ?? 'queued')
      return append(...call)
    })
    void arq.worker.run()
    await job.result()
    expect(isEnded).toBe(false)
    const items: unknown[] = []
    for await (const item of job.stream('numbers')) items.push(item)
    expect(items).toEqual([1, 2, 3])
    await client.close()
  })
})
