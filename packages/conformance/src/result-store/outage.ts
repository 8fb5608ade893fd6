import assert from 'node:assert/strict'

import type { ErrorCode, ResultStore } from '@arq/core'

import { codeOf } from '../expect-error.js'
import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** What a store that is down says: the same call may succeed later. */
const AWAY: ReadonlySet<string> = new Set<ErrorCode>([
  'ARQ_STORE_CONNECTION',
  'ARQ_STORE_TIMEOUT',
  'ARQ_STORE_UNAVAILABLE',
])

/** A store that is down says so by a typed error, and is whole again afterwards. */
export function outage({ test }: Suite<StoreBench>): void {
  test('rejects every call while it is down, with an error that says that it will be back', async (bench) => {
    const store = await bench.connect()
    const job = await bench.given(store)
    await bench.fail(store)
    for (const [name, call] of Object.entries(callsOn(store, bench))) {
      const outcome = await bench.within(
        `an answer to ${name}`,
        call().then(
          () => 'it resolved',
          (error: unknown) => codeOf(error),
        ),
      )
      assert.ok(
        AWAY.has(outcome),
        `${name} must reject with one of ${[...AWAY].join(', ')}: by them a worker knows that the store ` +
          `will be back, and keeps results until then; instead: ${outcome}`,
      )
    }
    await bench.recover(store)
    await bench.until('the store is back', () => answers(store))
    assertSameRecord(await store.get(job.jobId), job)
  })

  test('reports that it is unhealthy, and healthy again', async (bench) => {
    const store = await bench.connect()
    await bench.fail(store)
    const report = await bench.within('healthCheck', store.healthCheck())
    assert.equal(report.isHealthy, false)
    assert.ok((report.error ?? '').length > 0, 'it says why')
    await bench.recover(store)
    await bench.until('it is healthy again', async () => (await store.healthCheck()).isHealthy)
  })

  test('counts failures in its success rate', async (bench) => {
    const store = await bench.connect()
    await bench.fail(store)
    await bench.within(
      'an answer',
      store.get(bench.id()).catch(() => undefined),
    )
    await bench.recover(store)
    const { successRate } = await store.stats()
    assert.ok(successRate >= 0 && successRate < 1, `success rate ${successRate}`)
  })
}

function callsOn(
  store: ResultStore,
  bench: StoreBench,
): Readonly<Record<string, () => Promise<unknown>>> {
  const record = bench.record()
  return {
    create: () => store.create(record, { ttlMs: LONG_TTL_MS }),
    replaceClaim: () => store.replaceClaim('claim', record, { ttlMs: LONG_TTL_MS }),
    withdraw: () => store.withdraw(record),
    transition: () => store.transition({ record, guard: 'start', ttlMs: LONG_TTL_MS }),
    get: () => store.get(record.jobId),
    getMany: () => store.getMany([record.jobId]),
    getStatus: () => store.getStatus(record.jobId),
    delete: () => store.delete(record.jobId),
    ...(bench.canListWaiting && {
      listWaiting: () => bench.waiting(store, record.queueName, 1),
    }),
  }
}

const answers = (store: ResultStore): Promise<boolean> =>
  store.getStatus('conformance:nobody').then(
    () => true,
    () => false,
  )
