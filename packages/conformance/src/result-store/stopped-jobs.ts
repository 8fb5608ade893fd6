import assert from 'node:assert/strict'

import type { JobRecord, ResultStore } from '@arq/core'

import type { Suite } from '../harness.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** Workers hear of tombstones without asking for each job. */
export function stoppedJobs({ test }: Suite<StoreBench>): void {
  test('tells of a job that was stopped while it waited, as soon as it was', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await isTold(store, queued), false)
    const record = { ...queued, status: 'aborted' } as const
    const stop = { record, guard: 'waiting', ttlMs: LONG_TTL_MS } as const
    assert.equal(await store.transition(stop), 'applied')
    assert.equal(await isTold(store, queued), true)
  })

  test('tells of a job that was stopped before it had a record', async (bench) => {
    const store = await bench.connect()
    const stopped = await bench.given(store, { status: 'aborted' })
    assert.equal(await isTold(store, stopped), true)
  })

  test('tells another store on the same data', async (bench) => {
    const [writer, reader] = [await bench.connect(), await bench.connect()]
    const stopped = await bench.given(writer, { status: 'aborted' })
    assert.equal(await isTold(reader, stopped), true)
  })

  test('tells of no job that was stopped while it ran, nor of one that goes its way', async (bench) => {
    const store = await bench.connect()
    const others = [
      await bench.given(store, { status: 'aborted', token: 'its attempt' }),
      await bench.given(store, { status: 'completed', token: 'its attempt' }),
      await bench.given(store),
    ]
    const told = await store.stoppedJobs?.()
    assert.ok(told !== undefined && told !== 'many')
    for (const { jobId } of others) assert.equal(told.has(jobId), false)
  })

  test('tells of it until its tombstone ends, however short-lived others are', async (bench) => {
    const store = await bench.connect()
    const kept = await bench.given(store, { status: 'aborted' })
    const short = await bench.given(store, { status: 'aborted' }, bench.shortTtlMs)
    await bench.untilGone(store, short.jobId, bench.shortTtlMs)
    await bench.given(store, { status: 'aborted' })
    assert.equal(await isTold(store, kept), true)
    assert.equal(await isTold(store, short), false)
  })

  test('tells of every one, or that they are many', async (bench) => {
    const store = await bench.connect()
    const stopped = await Promise.all(
      Array.from({ length: 1500 }, () => bench.given(store, { status: 'aborted' })),
    )
    const told = await store.stoppedJobs?.()
    assert.ok(told === 'many' || stopped.every(({ jobId }) => told?.has(jobId) === true))
    await Promise.all(stopped.map(({ jobId }) => store.delete(jobId)))
  })
}

async function isTold(store: ResultStore, { jobId }: JobRecord): Promise<boolean> {
  const told = await store.stoppedJobs?.()
  assert.ok(told !== undefined, 'the store has no stoppedJobs: leave canTellStopped out')
  return told === 'many' || told.has(jobId)
}
