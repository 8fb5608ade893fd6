import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** The first record of a job is written once, and can be taken back while it waits. */
export function creating({ test }: Suite<StoreBench>): void {
  test('creates exactly one record for 100 creates of one id at once', async (bench) => {
    const stores = [await bench.connect(), await bench.connect()]
    const jobId = bench.id('contested')
    const outcomes = await bench.within(
      '100 creates',
      Promise.all(
        Array.from({ length: 50 }, (_, index) => index).flatMap((index) =>
          stores.map((store, side) =>
            store.create(bench.record({ jobId, functionName: `f${index}.${side}` }), {
              ttlMs: LONG_TTL_MS,
            }),
          ),
        ),
      ),
    )
    assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1, 'creators')
    assert.equal(outcomes.filter((outcome) => outcome === 'exists').length, 99, 'refused')
    const winner = outcomes.indexOf('created')
    const found = await stores[0]?.get(jobId)
    assert.equal(found?.functionName, `f${Math.floor(winner / 2)}.${winner % 2}`)
  })

  test('leaves what is there as it is when it exists', async (bench) => {
    const store = await bench.connect()
    const record = await bench.given(store, { status: 'completed', result: 1 })
    const second = { ...record, status: 'queued', result: 2 } as const
    assert.equal(await store.create(second, { ttlMs: LONG_TTL_MS }), 'exists')
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('leaves a job that waits as it is, also when the same enqueue creates it again', async (bench) => {
    const store = await bench.connect()
    const record = await bench.given(store)
    const second = { ...record, args: ['second'] }
    assert.equal(await store.create(second, { ttlMs: LONG_TTL_MS }), 'exists')
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('creates again under an id that was deleted', async (bench) => {
    const store = await bench.connect()
    const record = await bench.given(store)
    await store.delete(record.jobId)
    assert.equal(await store.create(record, { ttlMs: LONG_TTL_MS }), 'created')
  })

  for (const status of ['in_progress', 'completed', 'failed', 'aborted'] as const) {
    test(`does not take back what is ${status}`, async (bench) => {
      const store = await bench.connect()
      const record = await bench.given(store, { status })
      await store.withdraw(record)
      assert.equal(await store.getStatus(record.jobId), status)
    })
  }

  test('takes back what still waits, and the id is free', async (bench) => {
    const store = await bench.connect()
    const record = await bench.given(store, { queueName: bench.id('queue') })
    await store.withdraw(record)
    assert.equal(await store.get(record.jobId), undefined)
    assert.deepEqual(await bench.waiting(store, record.queueName), [])
    assert.equal(await store.create(record, { ttlMs: LONG_TTL_MS }), 'created')
  })

  test('does not take back what another enqueue made under the same id', async (bench) => {
    const store = await bench.connect()
    const record = await bench.given(store)
    await store.withdraw({ jobId: record.jobId, enqueueTime: '2026-11-22T01:35:00.676+00:00' })
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('takes taking back of nothing without complaint', async (bench) => {
    const store = await bench.connect()
    const record = bench.record()
    await store.withdraw(record)
    assert.equal(await store.get(record.jobId), undefined)
  })
}
