import { sampleRecord } from '@arq/conformance'
import { encodeJobRecord, encodeTransition, type JobTransition } from '@arq/core'
import { createRedis } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { freshPrefix, type Setup, setup } from './setup.js'

const MINUTE_MS = 60_000

describe('records in Redis, layout lean', () => {
  let test: Setup
  beforeAll(async () => {
    test = await setup()
  })
  afterAll(() => test.dispose())

  it('are one key each when a job had no record before its end', async () => {
    const { store, raw, prefix } = test
    const record = sampleRecord({ queueName: 'one', status: 'completed', token: 't', result: 3 })
    const end = { record, guard: 'uncontested', ttlMs: MINUTE_MS } as const
    expect(await store.transition(end)).toBe('applied')
    const key = `${prefix}:result:${record.jobId}`
    expect(await test.keys()).toEqual([key])
    expect(await raw.get(key)).toBe(encodeJobRecord(record))
    expect(await raw.pTTL(key)).toBeGreaterThan(MINUTE_MS / 2)
    expect(await store.getStatus(record.jobId)).toBe('completed')
    expect(await store.delete(record.jobId)).toBe(true)
    expect(await test.keys()).toEqual([])
  })

  it('end together, each as it would end alone, in the order of the calls', async () => {
    const { store, raw, prefix } = test
    const ended = (name: string) =>
      sampleRecord({ jobId: name, queueName: 'many', status: 'completed', token: name })
    const standing = { ...ended('standing'), token: 'earlier' }
    await store.transition({ record: standing, guard: 'end', ttlMs: MINUTE_MS })
    await store.create(sampleRecord({ jobId: 'waiting', queueName: 'many' }), { ttlMs: MINUTE_MS })
    const write = (name: string, more: Partial<JobTransition> = {}) => ({
      record: ended(name),
      guard: 'uncontested' as const,
      ttlMs: MINUTE_MS,
      ...more,
    })
    const changes = [
      write('standing'),
      write('first'),
      write('kept', { ttlMs: 'forever' }),
      write('brief', { ttlMs: MINUTE_MS / 2 }),
      write('removed', { ttlMs: 0 }),
      write('waiting'),
      write('owned', { guard: 'own' }),
      write('first', { record: { ...ended('first'), token: 'second' } }),
      write('last'),
    ]
    const outcomes = await store.transitionMany(changes.map(encodeTransition))
    expect(outcomes.map(String).join(' ')).toBe(
      'final applied applied applied applied applied applied final applied',
    )
    const names = ['brief', 'first', 'kept', 'last', 'owned', 'standing', 'waiting']
    expect(await test.keys()).toEqual(names.map((name) => `${prefix}:result:${name}`))
    expect(await raw.pTTL(`${prefix}:result:kept`)).toBe(-1)
    expect(await raw.pTTL(`${prefix}:result:brief`)).toBeLessThanOrEqual(MINUTE_MS / 2)
    expect((await store.get('standing'))?.token).toBe('earlier')
    expect((await store.get('first'))?.token).toBe('first')
    for (const name of names) await store.delete(name)
  })

  it.each([
    { guard: 'end', isAnnounced: false },
    { guard: 'uncontested', isAnnounced: false },
    { guard: 'uncontested', isAnnounced: true },
    { guard: 'own', isAnnounced: false },
  ] as const)(
    'leave nothing else behind when a job that waited ends, by $guard, announced: $isAnnounced',
    async ({ guard, isAnnounced }) => {
      const { store, raw, prefix } = test
      const record = sampleRecord({ queueName: guard })
      await store.create(record, { ttlMs: MINUTE_MS })
      const waiting = `${prefix}:queue:${guard}:waiting`
      expect(await raw.sMembers(waiting)).toEqual([record.jobId])
      expect(await raw.pTTL(waiting)).toBeGreaterThan(MINUTE_MS / 2)
      const ended = { ...record, status: 'completed', token: 't' } as const
      await store.transition({ record: ended, guard, ttlMs: MINUTE_MS, isAnnounced })
      expect(await test.keys()).toEqual([`${prefix}:result:${record.jobId}`])
      await store.delete(record.jobId)
    },
  )

  it('leave nothing behind when nothing is to be kept, or the job was never sent', async () => {
    const { store } = test
    const [ended, taken] = [sampleRecord(), sampleRecord()]
    for (const record of [ended, taken]) await store.create(record, { ttlMs: MINUTE_MS })
    const record = { ...ended, status: 'completed', token: 't' } as const
    await store.transition({ record, guard: 'uncontested', ttlMs: 0 })
    await store.withdraw(taken)
    expect(await test.keys()).toEqual([])
  })

  it('are found waiting after a retry, whether they had been begun or not', async () => {
    const { store } = test
    const job = sampleRecord({ queueName: 'retried' })
    const steps = [
      ['in_progress', 0, 'start', 0],
      ['retrying', 1, 'end', 1],
      ['in_progress', 1, 'start', 0],
    ] as const
    for (const [status, retryCount, guard, count] of steps) {
      const record = { ...job, status, retryCount, token: `of ${String(retryCount)}` }
      await store.transition({ record, guard, ttlMs: MINUTE_MS })
      expect(await store.listWaiting('retried', { limit: 10 })).toHaveLength(count)
    }
    await store.delete(job.jobId)
  })

  it('tell their status from the head, and from the whole where somebody else has written it', async () => {
    const { store, raw, prefix } = test
    const counted = sampleRecord({ duplicateRuns: 2, status: 'completed', token: 't' })
    await store.create(counted, { ttlMs: MINUTE_MS })
    expect(await store.getStatus(counted.jobId)).toBe('completed')
    const python = { job_id: 'theirs', status: 'failed', function_name: 'f', args: [], kwargs: {} }
    await raw.set(`${prefix}:result:theirs`, JSON.stringify(python))
    expect(await store.getStatus('theirs')).toBe('failed')
    expect(await store.getStatus('nobody')).toBeUndefined()
    for (const id of [counted.jobId, 'theirs']) await store.delete(id)
  })

  it('lose their place in the set of a queue first where they are gone', async () => {
    const bounded = await setup({ maxIdsPerQueue: 20 })
    try {
      const { store, raw, prefix } = bounded
      const gone = Array.from({ length: 15 }, () => sampleRecord())
      await Promise.all(gone.map((record) => store.create(record, { ttlMs: MINUTE_MS })))
      await raw.unlink(gone.map(({ jobId }) => `${prefix}:result:${jobId}`))
      const kept = Array.from({ length: 15 }, () => sampleRecord())
      for (const record of kept) await store.create(record, { ttlMs: MINUTE_MS })
      expect(await raw.sCard(`${prefix}:queue:default:waiting`)).toBeLessThanOrEqual(20)
      expect(await store.listWaiting('default', { limit: 100 })).toHaveLength(15)
    } finally {
      await bounded.dispose()
    }
  })
})

describe('a look at a store', () => {
  it('shows whether records of the other layout lie under its prefix', async () => {
    // The one that tests share may hold more keys than a look sees.
    const server = await createRedis()
    await server.start()
    const keyPrefix = `[${freshPrefix()}]`
    const lean = await setup({ url: server.url, keyPrefix })
    const python = await setup({ url: server.url, keyPrefix, layout: 'python' })
    const seen = async () => [await lean.store.inspectStore(), await python.store.inspectStore()]
    const sees = (first: boolean, second: boolean) => [
      { layout: 'lean', hasOtherLayout: first, missingRights: [] },
      { layout: 'python', hasOtherLayout: second, missingRights: [] },
    ]
    try {
      expect(await seen()).toEqual(sees(false, false))
      const record = sampleRecord()
      await lean.store.create(record, { ttlMs: MINUTE_MS })
      expect(await seen()).toEqual(sees(false, true))
      await lean.store.delete(record.jobId)
      await python.store.create(sampleRecord(), { ttlMs: MINUTE_MS })
      expect(await seen()).toEqual(sees(true, false))
    } finally {
      await python.dispose()
      await lean.dispose()
      await server.dispose()
    }
  })
})
