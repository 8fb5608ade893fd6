import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** Records are kept as long as they were said to be, and no longer. */
export function lifetimes({ test }: Suite<StoreBench>): void {
  test('forgets a created record everywhere when its time is over', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const { jobId } = await bench.given(store, { queueName }, bench.shortTtlMs)
    await bench.untilGone(store, jobId, bench.shortTtlMs)
    assert.equal(await store.getStatus(jobId), undefined)
    assert.equal((await store.getMany([jobId])).size, 0)
    assert.deepEqual(await bench.waiting(store, queueName), [])
    assert.equal(await store.delete(jobId), false)
  })

  test('counts from the last write', async (bench) => {
    const store = await bench.connect()
    const kept = await bench.given(store, {}, bench.shortTtlMs)
    const record = { ...kept, status: 'in_progress', token: 'mine' } as const
    await store.transition({ record, guard: 'start', ttlMs: LONG_TTL_MS })
    const other = await bench.given(store, {}, bench.shortTtlMs)
    await bench.untilGone(store, other.jobId, bench.shortTtlMs)
    assert.equal(await store.getStatus(kept.jobId), 'in_progress')
  })

  test('forgets a finished record when its time is over', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    const record = { ...queued, status: 'completed', token: 'mine' } as const
    await store.transition({ record, guard: 'own', ttlMs: bench.shortTtlMs })
    await bench.untilGone(store, queued.jobId, bench.shortTtlMs)
  })

  test('keeps for ever what is to be kept for ever', async (bench) => {
    const store = await bench.connect()
    const created = await bench.given(store, {}, 'forever')
    const queued = await bench.given(store, {}, bench.shortTtlMs)
    const record = { ...queued, status: 'completed', token: 'mine' } as const
    await store.transition({ record, guard: 'own', ttlMs: 'forever' })
    const other = await bench.given(store, {}, bench.shortTtlMs)
    await bench.untilGone(store, other.jobId, bench.shortTtlMs)
    assert.equal(await store.getStatus(created.jobId), 'queued')
    assert.equal(await store.getStatus(queued.jobId), 'completed')
    for (const { jobId } of [created, queued]) await store.delete(jobId)
  })

  test('removes a finished record at once when nothing is to be kept', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    const record = { ...queued, status: 'completed', token: 'mine' } as const
    assert.equal(await store.transition({ record, guard: 'own', ttlMs: 0 }), 'applied')
    assert.equal(await store.get(queued.jobId), undefined)
    assert.equal(await store.getStatus(queued.jobId), undefined)
    assert.equal(await store.create(queued, { ttlMs: LONG_TTL_MS }), 'created')
  })

  test('does not remove by a write that is refused', async (bench) => {
    const store = await bench.connect()
    const held = await bench.given(store, { status: 'in_progress', token: 'holder' })
    const record = { ...held, status: 'completed', token: 'zombie' } as const
    assert.equal(await store.transition({ record, guard: 'own', ttlMs: 0 }), 'stale')
    assert.equal((await store.get(held.jobId))?.token, 'holder')
  })

  test('frees the id when the time is over', async (bench) => {
    const store = await bench.connect()
    const first = await bench.given(store, { functionName: 'first' }, bench.shortTtlMs)
    await bench.untilGone(store, first.jobId, bench.shortTtlMs)
    await bench.given(store, { jobId: first.jobId, functionName: 'second' })
    assert.equal((await store.get(first.jobId))?.functionName, 'second')
  })
}
