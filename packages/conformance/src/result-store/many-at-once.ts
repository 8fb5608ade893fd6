import assert from 'node:assert/strict'

import {
  type EncodedTransition,
  encodeJobRecord,
  encodeTransition,
  type JobRecord,
  type ResultStore,
  type TransitionGuard,
} from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord, hasCounts } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'
import { isWritten, type TransitionCase, transitionCases } from './transition-cases.js'

const GUARDS: readonly TransitionGuard[] = ['end', 'uncontested', 'own', 'start', 'waiting']

/** Many guarded writes in one call. */
export function manyAtOnce({ test }: Suite<StoreBench>): void {
  for (const guard of GUARDS) {
    const cases = transitionCases(guard)
    test(`follows the rule for ${guard} in ${cases.length} states, all in one call`, async (bench) => {
      const store = await bench.connect()
      const failures = await bench.within('one call', check(bench, store, guard, cases))
      assert.deepEqual(failures.slice(0, 5), [], `${failures.length} states are wrong`)
    })
  }

  test('answers in the order of the writes', async (bench) => {
    const store = await bench.connect()
    const [first, second] = [bench.record(), bench.record()]
    const answers = await transitionMany(store, [
      completed(first, 'mine', 1),
      completed(first, 'late', 2),
      completed(second, 'mine', 3),
    ])
    assert.deepEqual(answers, ['applied', 'final', 'applied'])
    assert.equal((await store.get(first.jobId))?.result, 1)
    assert.equal((await store.get(second.jobId))?.result, 3)
  })

  test('keeps records as they were written down, and removes those that are not to be kept', async (bench) => {
    const store = await bench.connect()
    const [kept, removed] = [bench.record({ args: ['任务', { n: 1.5 }] }), await bench.given(store)]
    const record = { ...kept, status: 'completed', token: 'mine', result: ['é', null] } as const
    await transitionMany(store, [
      encodeTransition({ record, guard: 'end', ttlMs: LONG_TTL_MS }),
      { ...completed(removed, 'mine', 2), ttlMs: 0 },
    ])
    assertSameRecord(await store.get(kept.jobId), record)
    assert.equal(await store.get(removed.jobId), undefined)
  })

  test('remembers jobs that have outrun their announcement', async (bench) => {
    const store = await bench.connect()
    // Not in the contract of stores that announce nothing.
    if (!store.announce) return
    const job = bench.record()
    await transitionMany(store, [{ ...completed(job, 'mine', 1), ttlMs: 0, isAnnounced: true }])
    const { jobId, queueName, enqueueTime = '' } = job
    const announced = { jobId, queueName, enqueueTime, text: encodeJobRecord(job) }
    const answers = await store.announce([{ ...announced, ttlMs: LONG_TTL_MS }])
    assert.deepEqual(answers, ['exists'])
    assert.equal(await store.get(jobId), undefined)
  })

  test('does nothing where there is nothing to do', async (bench) => {
    const store = await bench.connect()
    assert.deepEqual(await transitionMany(store, []), [])
  })
}

async function transitionMany(store: ResultStore, changes: readonly EncodedTransition[]) {
  const answers = await store.transitionMany?.(changes)
  assert.ok(answers, 'the store has no transitionMany: leave canTakeMany out')
  return answers
}

const completed = (job: JobRecord, token: string, result: number): EncodedTransition =>
  encodeTransition({
    record: { ...job, status: 'completed', token, result },
    guard: 'end',
    ttlMs: LONG_TTL_MS,
  })

/** @returns what is wrong */
async function check(
  bench: StoreBench,
  store: ResultStore,
  guard: TransitionGuard,
  cases: readonly TransitionCase[],
): Promise<readonly string[]> {
  const given = await Promise.all(
    cases.map(async (each) => {
      const before = each.stored && (await bench.given(store, each.stored))
      return {
        ...each,
        before,
        record: bench.record({ ...each.next, jobId: before?.jobId ?? bench.id() }),
      }
    }),
  )
  const changes = given.map(({ record }) => encodeTransition({ record, guard, ttlMs: LONG_TTL_MS }))
  const answers = await transitionMany(store, changes)
  const found = await store.getMany(given.map(({ record }) => record.jobId))
  return given.flatMap(({ name, outcome, counts, record, before }, index) => {
    if (answers[index] !== outcome) return [`${name}: ${String(answers[index])}, not ${outcome}`]
    const after = found.get(record.jobId)
    const writer = isWritten(outcome) ? record.workerId : before?.workerId
    if (after?.workerId !== writer)
      return [`${name}: ${outcome}, and ${String(after?.workerId)} stands there`]
    return after && !hasCounts(after, counts) ? [`${name}: other counts of duplicates`] : []
  })
}
