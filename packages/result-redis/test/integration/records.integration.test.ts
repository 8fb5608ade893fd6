import { sampleRecord } from '@arq/conformance'
import { encodeJobRecord } from '@arq/core'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Setup, setup } from './setup.js'

const MINUTE_MS = 60_000

describe('records in Redis, layout python', () => {
  let test: Setup
  beforeAll(async () => {
    test = await setup({ layout: 'python' })
  })
  afterAll(() => test.dispose())

  it('lie in the layout of the Python library, each key with a time to live', async () => {
    const { store, raw, prefix } = test
    const record = sampleRecord({ queueName: 'layout' })

    expect(await store.create(record, { ttlMs: MINUTE_MS })).toBe('created')

    const key = `${prefix}:result:${record.jobId}`
    expect(await raw.get(key)).toBe(encodeJobRecord(record))
    expect(await raw.get(`${prefix}:status:${record.jobId}`)).toBe('queued')
    expect(await raw.sMembers(`${prefix}:queue:layout:results`)).toEqual([record.jobId])
    for (const name of await test.keys()) {
      const ttlMs = await raw.pTTL(name)
      expect(ttlMs).toBeGreaterThan(MINUTE_MS / 2)
      expect(ttlMs).toBeLessThanOrEqual(MINUTE_MS)
    }
  })

  it('have no time to live when they are kept for ever', async () => {
    const { store, raw, prefix } = test
    const record = sampleRecord({ queueName: 'forever' })
    await store.create(record, { ttlMs: 'forever' })
    const names = [
      `${prefix}:result:${record.jobId}`,
      `${prefix}:status:${record.jobId}`,
      `${prefix}:queue:forever:results`,
    ]
    expect(await Promise.all(names.map((name) => raw.pTTL(name)))).toEqual([-1, -1, -1])
    // A shorter-lived neighbour does not shorten the set's life.
    await store.create(sampleRecord({ queueName: 'forever' }), { ttlMs: MINUTE_MS })
    expect(await raw.pTTL(`${prefix}:queue:forever:results`)).toBe(-1)
  })

  it('keep the set of a queue for as long as its longest-lived record', async () => {
    const { store, raw, prefix } = test
    await store.create(sampleRecord({ queueName: 'long' }), { ttlMs: 10 * MINUTE_MS })
    await store.create(sampleRecord({ queueName: 'long' }), { ttlMs: MINUTE_MS })
    expect(await raw.pTTL(`${prefix}:queue:long:results`)).toBeGreaterThan(9 * MINUTE_MS)
    await store.create(sampleRecord({ queueName: 'long' }), { ttlMs: 20 * MINUTE_MS })
    expect(await raw.pTTL(`${prefix}:queue:long:results`)).toBeGreaterThan(19 * MINUTE_MS)
  })

  it('of one id are made by exactly one of a hundred simultaneous callers', async () => {
    const record = sampleRecord({ jobId: 'contended' })
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => test.store.create(record, { ttlMs: MINUTE_MS })),
    )
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
  })

  it('are removed with their status and their place in the queue by a time to live of 0', async () => {
    const { store, raw, prefix } = test
    const record = sampleRecord({ queueName: 'nothing-kept' })
    await store.create(record, { ttlMs: MINUTE_MS })
    const done = { ...record, status: 'completed', token: 't1' } as const

    expect(await store.transition({ record: done, guard: 'own', ttlMs: 0 })).toBe('applied')

    expect(await store.get(record.jobId)).toBeUndefined()
    expect(await store.getStatus(record.jobId)).toBeUndefined()
    expect(await raw.exists(`${prefix}:queue:nothing-kept:results`)).toBe(0)
  })

  it('are withdrawn only while the same enqueue still waits, and claims only replaced', async () => {
    const { store, raw, prefix } = test
    const claimed = sampleRecord({ queueName: 'leased', claim: 'a' })
    const record = { ...claimed, claim: undefined }
    const key = `${prefix}:result:${record.jobId}`
    await store.create(claimed, { ttlMs: MINUTE_MS })

    const other = { jobId: record.jobId, enqueueTime: '2026-11-22T01:35:00.676+00:00' }
    await store.replaceClaim('b', record, { ttlMs: 10 * MINUTE_MS })
    expect(await raw.pTTL(key)).toBeLessThanOrEqual(MINUTE_MS)
    await store.withdraw(other)
    expect(await store.getStatus(record.jobId)).toBe('queued')

    await store.replaceClaim('a', record, { ttlMs: 10 * MINUTE_MS })
    expect(await raw.pTTL(key)).toBeGreaterThan(9 * MINUTE_MS)
    expect(await raw.pTTL(`${prefix}:status:${record.jobId}`)).toBeGreaterThan(9 * MINUTE_MS)
    expect(await raw.pTTL(`${prefix}:queue:leased:results`)).toBeGreaterThan(9 * MINUTE_MS)

    const started = { ...record, status: 'in_progress', token: 'a' } as const
    await store.transition({ record: started, guard: 'start', ttlMs: MINUTE_MS })
    await store.withdraw(record)
    await store.replaceClaim('a', claimed, { ttlMs: 10 * MINUTE_MS })
    expect(await store.getStatus(record.jobId)).toBe('in_progress')
    expect(await raw.pTTL(key)).toBeLessThanOrEqual(MINUTE_MS)

    const second = sampleRecord({ queueName: 'leased' })
    await store.create(second, { ttlMs: MINUTE_MS })
    await store.withdraw(second)
    expect(await store.get(second.jobId)).toBeUndefined()
    expect(await raw.sMembers(`${prefix}:queue:leased:results`)).toEqual([record.jobId])
  })

  it('are deleted on request, and the answer says whether there was one', async () => {
    const { store, raw, prefix } = test
    const record = sampleRecord({ queueName: 'deleted' })
    await store.create(record, { ttlMs: MINUTE_MS })
    expect(await store.delete(record.jobId)).toBe(true)
    expect(await store.delete(record.jobId)).toBe(false)
    expect(await raw.exists(`${prefix}:queue:deleted:results`)).toBe(0)
  })

  it('carry any text in ids, queue names and values', async () => {
    const odd = 'a|b:"c"\\\n\u0000{}%d 名前 \u{1F600}'
    const record = sampleRecord({
      jobId: odd,
      queueName: odd,
      enqueueTime: odd,
      token: odd,
      status: 'completed',
      result: { [odd]: [odd, 1e21, null] },
    })
    expect(await test.store.transition({ record, guard: 'own', ttlMs: MINUTE_MS })).toBe('applied')
    expect(await test.store.get(odd)).toMatchObject({ ...record })
    // Its token is recognised again: the same write once more is no stale one.
    expect(await test.store.transition({ record, guard: 'own', ttlMs: MINUTE_MS })).toBe('applied')
    expect(await test.store.delete(odd)).toBe(true)
    expect(await test.raw.exists(`${test.prefix}:queue:${odd}:results`)).toBe(0)
  })

  it('are read many at a time, in whatever number', async () => {
    const records = Array.from({ length: 1201 }, () => sampleRecord({ queueName: 'many' }))
    await Promise.all(records.map((record) => test.store.create(record, { ttlMs: MINUTE_MS })))
    const ids = records.map(({ jobId }) => jobId)
    const found = await test.store.getMany([...ids, 'absent'])
    expect([...found.keys()].sort()).toEqual([...ids].sort())
    expect(await test.store.getMany([])).toEqual(new Map())
  })

  it('that wait are listed, up to the limit, and no others', async () => {
    const { store } = test
    const waiting = [
      sampleRecord({ queueName: 'listed' }),
      sampleRecord({ queueName: 'listed', status: 'retrying', retryCount: 1 }),
    ]
    const others = (['in_progress', 'completed', 'failed', 'aborted'] as const).map((status) =>
      sampleRecord({ queueName: 'listed', status }),
    )
    for (const record of [...waiting, ...others]) {
      await store.transition({ record, guard: 'own', ttlMs: MINUTE_MS })
    }
    const listed = await store.listWaiting('listed', { limit: 10 })
    expect(listed.map(({ jobId }) => jobId).sort()).toEqual(
      waiting.map(({ jobId }) => jobId).sort(),
    )
    expect(await store.listWaiting('listed', { limit: 1 })).toHaveLength(1)
    expect(await store.listWaiting('no such queue', { limit: 10 })).toEqual([])
  })
})

describe('the set of a queue, layout python', () => {
  it('never outgrows its limit, and loses ended jobs before waiting ones', async () => {
    const test = await setup({ layout: 'python', maxIdsPerQueue: 50 })
    try {
      const { store, raw, prefix } = test
      const setKey = `${prefix}:queue:default:results`
      const waiting = Array.from({ length: 20 }, () => sampleRecord())
      await Promise.all(waiting.map((record) => store.create(record, { ttlMs: MINUTE_MS })))
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(
          Array.from({ length: 20 }, () => {
            const record = sampleRecord({ status: 'completed', result: 3 })
            return store.transition({ record, guard: 'own', ttlMs: MINUTE_MS })
          }),
        )
        expect(await raw.sCard(setKey)).toBeLessThanOrEqual(50)
      }
      expect(await store.listWaiting('default', { limit: 100 })).toHaveLength(20)
    } finally {
      await test.dispose()
    }
  })

  it('never outgrows its limit, even when all of them wait', async () => {
    const test = await setup({ layout: 'python', maxIdsPerQueue: 10 })
    try {
      const records = Array.from({ length: 35 }, () => sampleRecord())
      await Promise.all(records.map((record) => test.store.create(record, { ttlMs: MINUTE_MS })))
      expect(await test.raw.sCard(`${test.prefix}:queue:default:results`)).toBe(10)
      // They are only no longer listed.
      const ids = records.map(({ jobId }) => jobId)
      expect((await test.store.getMany(ids)).size).toBe(35)
    } finally {
      await test.dispose()
    }
  })
})
