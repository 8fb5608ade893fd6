import { type JobRecord, ResultStoreTimeoutError } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { ManualClock, MemoryRecords, MemoryResultStore } from '../src/index.js'
import { texts } from '../src/texts.js'

const MOMENT = '2026-11-22T01:35:00.675+00:00'

const record = (jobId: string, rest: Partial<JobRecord> = {}): JobRecord => ({
  jobId,
  status: 'queued',
  functionName: 'add',
  args: [],
  kwargs: {},
  queueName: 'jobs',
  retryCount: 0,
  workerId: 'pending',
  startTime: MOMENT,
  createdAt: MOMENT,
  ...rest,
})

// What the contract asks of every store is tested by @arq/conformance; here is what only this one promises.
describe('MemoryResultStore', () => {
  it('keeps what it has when it closes, for the next who opens it', async () => {
    const store = new MemoryResultStore()
    const release = await store.acquire()
    await store.create(record('1'), { ttlMs: 'forever' })
    await release()
    await using next = store
    await next.connect()
    expect(await next.getStatus('1')).toBe('queued')
  })

  it('shares records with the stores that are given the same', async () => {
    const records = new MemoryRecords()
    await using one = new MemoryResultStore({ records })
    await using other = new MemoryResultStore({ records })
    await using stranger = new MemoryResultStore()
    for (const store of [one, other, stranger]) await store.connect()
    await one.create(record('1'), { ttlMs: 'forever' })
    expect(await other.getStatus('1')).toBe('queued')
    expect(await stranger.getStatus('1')).toBeUndefined()
  })

  it('forgets in the very millisecond a lifetime ends', async () => {
    const clock = new ManualClock()
    await using store = new MemoryResultStore({ clock })
    await store.connect()
    await store.create(record('1'), { ttlMs: 100 })
    await clock.advance(99)
    expect(await store.getStatus('1')).toBe('queued')
    await clock.advance(1)
    expect(await store.getStatus('1')).toBeUndefined()
  })

  it('frees the memory of what has expired, though nobody ever reads it', async () => {
    const clock = new ManualClock()
    const records = new MemoryRecords({ clock })
    await using store = new MemoryResultStore({ records })
    await store.connect()
    for (let round = 0; round < 20; round += 1) {
      for (let job = 0; job < 1000; job += 1) {
        await store.create(record(`${round}.${job}`), { ttlMs: 1000 })
      }
      await clock.advance('2s')
    }
    expect(records.size).toBeLessThan(3000)
  })

  it('keeps its memory bounded when the same jobs are written again and again', async () => {
    const records = new MemoryRecords({ clock: new ManualClock() })
    await using store = new MemoryResultStore({ records })
    await store.connect()
    for (let write = 0; write < 5000; write += 1) {
      const jobId = String(write % 10)
      await store.transition({
        record: record(jobId, { status: 'in_progress', token: String(write) }),
        guard: 'start',
        ttlMs: 1000,
      })
    }
    expect(records.size).toBe(10)
  })

  it('fails every call while it is told to, and has everything afterwards', async () => {
    await using store = new MemoryResultStore()
    await store.connect()
    await store.create(record('1'), { ttlMs: 'forever' })
    store.fail()
    await expect(store.get('1')).rejects.toMatchObject({ code: 'ARQ_STORE_CONNECTION' })
    await expect(store.create(record('2'), { ttlMs: 'forever' })).rejects.toThrow()
    store.recover()
    expect(await store.getStatus('1')).toBe('queued')
    expect(await store.getStatus('2')).toBeUndefined()
  })

  it('fails by the error it is given, and refuses to open', async () => {
    const store = new MemoryResultStore()
    store.fail(new ResultStoreTimeoutError({ code: 'ARQ_STORE_TIMEOUT', text: texts.storeDown() }))
    await expect(store.connect()).rejects.toMatchObject({ code: 'ARQ_STORE_TIMEOUT' })
    store.recover()
    await store.connect()
    expect((await store.healthCheck()).isHealthy).toBe(true)
    await store.close()
    expect(await store.healthCheck()).toMatchObject({
      isHealthy: false,
      error: expect.stringContaining('closed'),
    })
  })

  it('sends no notices while it fails', async () => {
    const records = new MemoryRecords()
    await using writer = new MemoryResultStore({ records })
    await using listener = new MemoryResultStore({ records })
    await writer.connect()
    await listener.connect()
    const heard: string[] = []
    await listener.subscribe((jobId) => heard.push(jobId))
    listener.fail()
    await writer.create(record('missed'), { ttlMs: 'forever' })
    await new Promise((resolve) => setImmediate(resolve))
    listener.recover()
    await writer.create(record('heard'), { ttlMs: 'forever' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard).toEqual(['heard'])
  })

  it('degrades by default, refuses when told, and takes no other word', () => {
    expect(new MemoryResultStore().onFailure).toBe('degrade')
    expect(new MemoryResultStore({ onFailure: 'refuse' }).onFailure).toBe('refuse')
    expect(() => new MemoryResultStore({ onFailure: 'ignore' as 'refuse' })).toThrow(
      /onFailure: must be "degrade" or "refuse", got "ignore"/,
    )
    const records = new MemoryRecords()
    expect(() => new MemoryResultStore({ records, clock: new ManualClock() })).toThrow(
      /clock: give the clock to the MemoryRecords/,
    )
  })
})
