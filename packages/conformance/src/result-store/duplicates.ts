import assert from 'node:assert/strict'

import type { JobRecord, ResultStore, TransitionGuard, TransitionOutcome } from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** That the store counts what ran, or came, more often than it should. */
export function duplicates({ test }: Suite<StoreBench>): void {
  test('counts starts of a try that is under way, and keeps the count to the end', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await start(store, queued, 'first'), 'applied')
    assert.equal((await store.get(queued.jobId))?.duplicateRuns, undefined)
    assert.equal(await start(store, queued, 'second'), 'repeated')
    assert.equal(await start(store, queued, 'third'), 'repeated')
    assert.equal((await store.get(queued.jobId))?.duplicateRuns, 2)
    const record = { ...queued, status: 'completed', token: 'third', result: 1 } as const
    assert.equal(await write(store, record, 'own'), 'applied')
    assertSameRecord(await store.get(queued.jobId), { ...record, duplicateRuns: 2 })
  })

  test('counts each of 20 starts at once but the first', async (bench) => {
    const stores = [await bench.connect(), await bench.connect()]
    const [store] = stores
    assert.ok(store)
    const queued = await bench.given(store)
    const starts = Array.from({ length: 20 }, (_, index) =>
      start(stores[index % 2] ?? store, queued, `attempt-${index}`),
    )
    await bench.within('20 starts', Promise.all(starts))
    assert.equal((await store.get(queued.jobId))?.duplicateRuns, 19)
  })

  test('counts starts after the end, and changes nothing else', async (bench) => {
    const store = await bench.connect()
    const ended = await bench.given(store, { status: 'completed', token: 'first', result: [1] })
    assert.equal(await start(store, ended, 'late'), 'final')
    assert.equal(await start(store, ended, 'later'), 'final')
    assertSameRecord(await store.get(ended.jobId), { ...ended, duplicateDeliveries: 2 })
  })

  test('counts the start of a try that its retry has overtaken', async (bench) => {
    const store = await bench.connect()
    const retrying = { status: 'retrying', token: 'first', retryCount: 1 } as const
    const given = await bench.given(store, retrying)
    assert.equal(await start(store, { ...given, retryCount: 0 }, 'late'), 'final')
    assertSameRecord(await store.get(given.jobId), { ...given, duplicateDeliveries: 1 })
  })

  test('does not prolong a record by counting', async (bench) => {
    const store = await bench.connect()
    const ended = { status: 'completed', token: 'first' } as const
    const given = await bench.given(store, ended, bench.shortTtlMs)
    await start(store, given, 'late')
    await bench.untilGone(store, given.jobId, bench.shortTtlMs)
  })

  test('counts neither retries, nor what was handed back, nor a start whose answer was lost', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await start(store, queued, 'first'), 'applied')
    assert.equal(await start(store, queued, 'first'), 'applied')
    const handedBack = { ...queued, status: 'queued', token: 'first' } as const
    assert.equal(await write(store, handedBack, 'own'), 'applied')
    assert.equal(await start(store, queued, 'second'), 'applied')
    // The next try may begin before anybody has written that there will be one.
    assert.equal(await start(store, { ...queued, retryCount: 1 }, 'third'), 'applied')
    const found = await store.get(queued.jobId)
    assert.deepEqual([found?.duplicateRuns, found?.duplicateDeliveries], [undefined, undefined])
  })

  test('does not count the delivery of a job that was stopped while it waited', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await write(store, { ...queued, status: 'aborted' }, 'waiting'), 'applied')
    assert.equal(await start(store, queued, 'first'), 'final')
    assert.equal((await store.get(queued.jobId))?.duplicateDeliveries, undefined)
  })

  test('begins anew with the next job under the same id', async (bench) => {
    const store = await bench.connect()
    const counted = { token: 'first', duplicateRuns: 2, duplicateDeliveries: 3 }
    const old = await bench.given(store, { ...counted, status: 'completed' })
    const enqueueTime = '2026-11-23T00:00:00.000+00:00'
    const next = { ...bench.record({ jobId: old.jobId }), enqueueTime }
    assert.equal(await start(store, next, 'second'), 'applied')
    const found = await store.get(old.jobId)
    assert.deepEqual([found?.duplicateRuns, found?.duplicateDeliveries], [undefined, undefined])
  })
}

function start(store: ResultStore, job: JobRecord, token: string): Promise<TransitionOutcome> {
  return write(store, { ...job, status: 'in_progress', token }, 'start')
}

function write(
  store: ResultStore,
  record: JobRecord,
  guard: TransitionGuard,
): Promise<TransitionOutcome> {
  return store.transition({ record, guard, ttlMs: LONG_TTL_MS })
}
