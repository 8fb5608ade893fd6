import assert from 'node:assert/strict'

import type { JobStatus } from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** The jobs of a queue that wait for a worker or for their time. */
export function waitingJobs({ test }: Suite<StoreBench>): void {
  test('lists the jobs of one queue that wait, whole', async (bench) => {
    const store = await bench.connect()
    const [queueName, otherQueue] = [bench.id('queue'), bench.id('other')]
    const deferUntil = '2027-01-01T00:00:00.000+00:00'
    const queued = await bench.given(store, { queueName })
    const deferred = await bench.given(store, { queueName, deferUntil })
    const retrying = await bench.given(store, { queueName, status: 'retrying', retryCount: 1 })
    for (const status of ['in_progress', 'completed', 'failed', 'aborted'] as const) {
      await bench.given(store, { queueName, status })
    }
    await bench.given(store, { queueName: otherQueue })
    const found = await bench.waiting(store, queueName, 100)
    const byId = new Map(found.map((record) => [record.jobId, record]))
    assert.equal(found.length, 3, `waiting: ${found.map(({ status }) => status).join()}`)
    for (const record of [queued, deferred, retrying]) {
      assertSameRecord(byId.get(record.jobId), record)
    }
  })

  test('follows a job into and out of waiting', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const job = await bench.given(store, { queueName })
    const steps: readonly (readonly [JobStatus, number])[] = [
      ['in_progress', 0],
      ['retrying', 1],
      ['in_progress', 0],
      ['completed', 0],
    ]
    for (const [index, [status, count]] of steps.entries()) {
      const record = { ...job, status, token: 'mine' }
      const guard = status === 'in_progress' ? 'start' : 'own'
      assert.equal(await store.transition({ record, guard, ttlMs: LONG_TTL_MS }), 'applied')
      const found = await bench.waiting(store, queueName)
      assert.equal(found.length, count, `waiting after step ${index}, ${status}`)
    }
  })

  test('lists a claim that went to another queue there and only there', async (bench) => {
    const store = await bench.connect()
    const open = await bench.given(store, { claim: 'open', queueName: bench.id('before') })
    const taken = { ...open, claim: 'b', queueName: bench.id('after') }
    assert.equal(await store.replaceClaim('open', taken, { ttlMs: LONG_TTL_MS }), true)
    const waiting = async (queue: string) =>
      (await bench.waiting(store, queue)).map(({ jobId }) => jobId)
    assert.deepEqual(await waiting(open.queueName), [])
    assert.deepEqual(await waiting(taken.queueName), [open.jobId])
  })

  test('lists no more than the limit', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    for (let count = 0; count < 5; count += 1) await bench.given(store, { queueName })
    const found = await bench.waiting(store, queueName, 3)
    assert.equal(new Set(found.map(({ jobId }) => jobId)).size, 3)
  })

  test('lists nothing for a queue without jobs, and nothing that was deleted', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    assert.deepEqual(await bench.waiting(store, queueName), [])
    const { jobId } = await bench.given(store, { queueName })
    await store.delete(jobId)
    assert.deepEqual(await bench.waiting(store, queueName), [])
  })
}
