import assert from 'node:assert/strict'

import { isClaim } from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

const CLAIM = { claim: 'a-claim' } as const

/** A claim on a job id is a record that one caller may write over: who holds it, or the first to take it over. */
export function claims({ test }: Suite<StoreBench>): void {
  test('keeps what a record says of a claim', async (bench) => {
    const store = await bench.connect()
    const claimedUntil = '2040-01-01T00:00:00.000Z'
    const record = await bench.given(store, { ...CLAIM, claimedUntil })
    const found = await store.get(record.jobId)
    assert.ok(found)
    assert.equal(found.claim, 'a-claim')
    assert.equal(found.claimedUntil, claimedUntil)
    assert.ok(isClaim(found, 'a-claim'))
  })

  test('replaces a claim by the record of a job, which lives as long as asked for', async (bench) => {
    const store = await bench.connect()
    const claimed = await bench.given(store, CLAIM, bench.shortTtlMs)
    const job = { ...claimed, claim: undefined, args: [5] }
    assert.equal(await store.replaceClaim('a-claim', job, { ttlMs: LONG_TTL_MS }), true)
    const other = await bench.given(store, {}, bench.shortTtlMs)
    await bench.untilGone(store, other.jobId, bench.shortTtlMs)
    assertSameRecord(await store.get(claimed.jobId), job)
    assert.equal(await store.replaceClaim('a-claim', claimed, { ttlMs: LONG_TTL_MS }), false)
  })

  test('lets a claim replace itself, for a longer life', async (bench) => {
    const store = await bench.connect()
    const claimed = await bench.given(store, CLAIM, bench.shortTtlMs)
    assert.equal(await store.replaceClaim('a-claim', claimed, { ttlMs: LONG_TTL_MS }), true)
    const other = await bench.given(store, {}, bench.shortTtlMs)
    await bench.untilGone(store, other.jobId, bench.shortTtlMs)
    assertSameRecord(await store.get(claimed.jobId), claimed)
  })

  test('removes a claim that is replaced for no time at all, and the id is free', async (bench) => {
    const store = await bench.connect()
    const claimed = await bench.given(store, { ...CLAIM, queueName: bench.id('queue') })
    assert.equal(await store.replaceClaim('a-claim', claimed, { ttlMs: 0 }), true)
    assert.equal(await store.get(claimed.jobId), undefined)
    assert.deepEqual(await bench.waiting(store, claimed.queueName), [])
    assert.equal(await store.create(claimed, { ttlMs: LONG_TTL_MS }), 'created')
  })

  test('gives a claim to exactly one of 100 that would take it over at once', async (bench) => {
    const stores = [await bench.connect(), await bench.connect()]
    const [first] = stores
    assert.ok(first)
    const open = await bench.given(first, { claim: 'open' })
    const answers = await bench.within(
      '100 takings over',
      Promise.all(
        Array.from({ length: 50 }, (_, index) => index).flatMap((index) =>
          stores.map((store, side) => {
            const taken = { ...open, claim: `${index}.${side}` }
            return store.replaceClaim('open', taken, { ttlMs: LONG_TTL_MS })
          }),
        ),
      ),
    )
    assert.equal(answers.filter((isTaken) => isTaken).length, 1, 'takers')
    const winner = answers.indexOf(true)
    assert.equal((await first.get(open.jobId))?.claim, `${Math.floor(winner / 2)}.${winner % 2}`)
  })

  test('does not replace another claim, a job without one, or nothing', async (bench) => {
    const store = await bench.connect()
    const claimed = await bench.given(store, CLAIM)
    const job = await bench.given(store)
    const nothing = bench.record()
    for (const record of [claimed, job, nothing]) {
      const other = { ...record, claim: undefined, args: ['other'] }
      assert.equal(await store.replaceClaim('another', other, { ttlMs: LONG_TTL_MS }), false)
    }
    assertSameRecord(await store.get(claimed.jobId), claimed)
    assertSameRecord(await store.get(job.jobId), job)
    assert.equal(await store.get(nothing.jobId), undefined)
  })

  for (const status of ['in_progress', 'retrying', 'completed', 'failed', 'aborted'] as const) {
    test(`does not replace what is ${status}, whatever it says of a claim`, async (bench) => {
      const store = await bench.connect()
      const record = await bench.given(store, { ...CLAIM, status })
      const other = { ...record, args: ['other'] }
      assert.equal(await store.replaceClaim('a-claim', other, { ttlMs: LONG_TTL_MS }), false)
      assertSameRecord(await store.get(record.jobId), record)
    })
  }

  test('does not replace a claim whose job a worker has begun', async (bench) => {
    const store = await bench.connect()
    const claimed = await bench.given(store, CLAIM)
    const begun = { ...claimed, claim: undefined, status: 'in_progress', token: 'attempt' } as const
    await store.transition({ record: begun, guard: 'start', ttlMs: LONG_TTL_MS })
    assert.equal(await store.replaceClaim('a-claim', claimed, { ttlMs: LONG_TTL_MS }), false)
    assert.equal(await store.getStatus(claimed.jobId), 'in_progress')
  })
}
