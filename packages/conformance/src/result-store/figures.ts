import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** A store tells how it is. */
export function figures({ test }: Suite<StoreBench>): void {
  test('says what it is and that nothing has failed before anything was asked', async (bench) => {
    const store = await bench.connect()
    const stats = await bench.within('stats', store.stats())
    assert.ok(stats.storeType.length > 0)
    for (const name of ['totalStored', 'totalRetrieved', 'totalDeleted'] as const) {
      assert.equal(typeof stats[name], 'number', name)
    }
    assert.equal(typeof stats.details, 'object')
    assert.equal(stats.successRate, 1)
    assert.ok(['degrade', 'refuse'].includes(store.onFailure), store.onFailure)
  })

  test('counts what this process stored, read and deleted', async (bench) => {
    const store = await bench.connect()
    const before = await store.stats()
    const job = await bench.given(store)
    const record = { ...job, status: 'completed', token: 'mine' } as const
    await store.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS })
    await store.get(job.jobId)
    await store.delete(job.jobId)
    const after = await store.stats()
    assert.ok(after.totalStored > before.totalStored, 'totalStored grows')
    assert.ok(after.totalRetrieved > before.totalRetrieved, 'totalRetrieved grows')
    assert.equal(after.totalDeleted, before.totalDeleted + 1)
    assert.equal(after.successRate, 1)
  })

  test('is healthy while it is open', async (bench) => {
    const store = await bench.connect()
    const report = await bench.within('healthCheck', store.healthCheck())
    assert.equal(report.isHealthy, true)
    assert.equal(report.error, undefined)
    assert.ok((report.latencyMs ?? 0) >= 0)
  })
}
