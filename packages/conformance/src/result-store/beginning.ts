import assert from 'node:assert/strict'

import type { JobRecord, JobStart, ResultStore, TransitionOutcome } from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord, hasCounts } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'
import { isWritten, type TransitionCase, transitionCases } from './transition-cases.js'

const AT_ONCE = 50

/** The beginning of an attempt without the whole record. */
export function beginning({ test }: Suite<StoreBench>): void {
  const cases = transitionCases('start')

  test(`follows the rule for start in each of ${cases.length} states`, async (bench) => {
    const store = await bench.connect()
    const failures: string[] = []
    for (let from = 0; from < cases.length; from += AT_ONCE) {
      const part = cases.slice(from, from + AT_ONCE)
      const wrong = await bench.within(
        `${AT_ONCE} beginnings`,
        Promise.all(part.map((each) => check(bench, store, each))),
      )
      failures.push(...wrong.filter((text) => text !== ''))
    }
    assert.deepEqual(
      failures.slice(0, 5),
      [],
      `${failures.length} of ${cases.length} states are wrong`,
    )
  })

  test('leaves what else is in the record, and its lifetime, as the client wrote them', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store, { args: ['任务', { n: 1 }], kwargs: { to: 'x' } })
    assert.equal(await begin(store, queued, 'mine'), 'applied')
    assert.equal(await store.getStatus(queued.jobId), 'in_progress')
    const found = await store.get(queued.jobId)
    assertSameRecord(found, { ...queued, status: 'in_progress', token: 'mine' })
  })

  test('makes the last to begin the only one who may write', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await begin(store, queued, 'first'), 'applied')
    assert.equal(await begin(store, queued, 'second'), 'repeated')
    const end = (token: string): Promise<TransitionOutcome> => {
      const record = { ...queued, status: 'completed', token, result: token } as const
      return store.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS })
    }
    assert.equal(await end('first'), 'stale')
    assert.equal(await end('second'), 'applied')
    assert.equal((await store.get(queued.jobId))?.result, 'second')
  })

  test('keeps a begun job from being stopped as one that waits', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await begin(store, queued, 'mine'), 'applied')
    const record = { ...queued, status: 'aborted' } as const
    const stop = { record, guard: 'waiting', ttlMs: LONG_TTL_MS } as const
    assert.equal(await store.transition(stop), 'stale')
  })

  test('lets the end of an attempt in where nothing was stored before', async (bench) => {
    const store = await bench.connect()
    const absent = bench.record()
    assert.equal(await begin(store, absent, 'mine'), 'applied')
    const record = { ...absent, status: 'completed', token: 'mine', result: 1 } as const
    const end = { record, guard: 'own', ttlMs: LONG_TTL_MS } as const
    assert.equal(await store.transition(end), 'applied')
    assertSameRecord(await store.get(absent.jobId), record)
  })

  test('repeats a beginning whose answer was lost', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await begin(store, queued, 'mine'), 'applied')
    assert.equal(await begin(store, queued, 'mine'), 'applied')
  })

  test('takes a start that writes the whole record, by the token of a beginning, for the same start', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    assert.equal(await begin(store, queued, 'other'), 'applied')
    assert.equal(await begin(store, queued, 'mine'), 'repeated')
    const record = { ...queued, status: 'in_progress', token: 'mine' } as const
    assert.equal(await store.transition({ record, guard: 'start', ttlMs: LONG_TTL_MS }), 'applied')
    assertSameRecord(await store.get(queued.jobId), { ...record, duplicateRuns: 1 })
  })
}

async function beginAs(store: ResultStore, record: JobRecord): Promise<TransitionOutcome> {
  const { jobId, enqueueTime, token, retryCount } = record
  const start: JobStart = {
    jobId,
    enqueueTime: enqueueTime ?? '',
    token: token ?? '',
    retryCount,
    toTransition: () => ({ record, guard: 'start', ttlMs: LONG_TTL_MS }),
  }
  const answer = await store.begin?.(start)
  assert.ok(answer !== undefined, 'the store has no begin: leave canBegin out')
  return answer
}

function begin(store: ResultStore, job: JobRecord, token: string): Promise<TransitionOutcome> {
  return beginAs(store, { ...job, status: 'in_progress', token })
}

/** What is wrong with the store's answer, or nothing. */
async function check(
  bench: StoreBench,
  store: ResultStore,
  { name, stored, next, outcome, counts }: TransitionCase,
): Promise<string> {
  const before = stored && (await bench.given(store, stored))
  const record = bench.record({ ...next, jobId: before?.jobId ?? bench.id() })
  const answer = await beginAs(store, record)
  if (answer !== outcome) return `${name}: must answer ${outcome}, answered ${answer}`
  const found = await store.get(record.jobId)
  if (!before && !found) return ''
  const wanted = isWritten(outcome) ? record : before
  const isRight =
    found?.status === wanted?.status &&
    (found?.token ?? '') === (wanted?.token ?? '') &&
    found?.retryCount === wanted?.retryCount &&
    hasCounts(found, counts) &&
    (found?.enqueueTime === wanted?.enqueueTime || before?.enqueueTime === found?.enqueueTime)
  return isRight ? '' : `${name}: answered ${answer}, but the record is ${JSON.stringify(found)}`
}
