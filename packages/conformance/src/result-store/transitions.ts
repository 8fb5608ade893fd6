import assert from 'node:assert/strict'

import type { JobRecord, ResultStore, TransitionGuard } from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord, hasCounts } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'
import { isWritten, type TransitionCase, transitionCases } from './transition-cases.js'

const AT_ONCE = 50

/** Who may write what, and what the others are told. */
export function transitions({ test }: Suite<StoreBench>): void {
  for (const [guard, status] of [
    ['start', 'in_progress'],
    ['own', 'completed'],
    ['end', 'completed'],
    ['uncontested', 'completed'],
    ['uncontested', 'in_progress'],
    ['waiting', 'aborted'],
  ] as const) {
    const cases = transitionCases(guard, status)
    const what = guard === 'uncontested' ? `${guard}, ${status},` : guard
    test(`follows the rule for ${what} in each of ${cases.length} states`, async (bench) => {
      const store = await bench.connect()
      const failures: string[] = []
      for (let from = 0; from < cases.length; from += AT_ONCE) {
        const wrong = await bench.within(
          `${AT_ONCE} transitions`,
          Promise.all(
            cases.slice(from, from + AT_ONCE).map((each) => check(bench, store, guard, each)),
          ),
        )
        failures.push(...wrong.filter((text) => text !== ''))
      }
      assert.deepEqual(
        failures.slice(0, 5),
        [],
        `${failures.length} of ${cases.length} states are wrong`,
      )
    })
  }

  test('repeats a write whose answer was lost', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    const record = { ...queued, status: 'completed', token: 'mine', result: 1 } as const
    const write = { record, guard: 'own', ttlMs: LONG_TTL_MS } as const
    assert.equal(await store.transition(write), 'applied')
    assert.equal(await store.transition(write), 'applied')
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('lets the last starter win and tells every other that it is stale', async (bench) => {
    const stores = [await bench.connect(), await bench.connect()]
    const [store] = stores
    assert.ok(store)
    const queued = await bench.given(store)
    const tokens = Array.from({ length: 20 }, (_, index) => `attempt-${index}`)
    const starts = await bench.within(
      '20 starts',
      Promise.all(
        tokens.map((token, index) => {
          const record = { ...queued, status: 'in_progress', token } as const
          const starter = stores[index % 2] ?? store
          return starter.transition({ record, guard: 'start', ttlMs: LONG_TTL_MS })
        }),
      ),
    )
    assert.deepEqual([...starts].sort(), ['applied', ...tokens.slice(1).map(() => 'repeated')])

    const winner = (await store.get(queued.jobId))?.token
    assert.ok(winner !== undefined && tokens.includes(winner), `token ${String(winner)}`)
    for (const token of tokens) {
      const record = { ...queued, status: 'in_progress', token, progress: token } as const
      const outcome: string = await store.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS })
      assert.equal(outcome, token === winner ? 'applied' : 'stale', token)
    }
    assert.equal((await store.get(queued.jobId))?.progress, winner)
  })

  test('lets exactly one of two final writes through', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    const outcomes = await bench.within(
      'two final writes',
      Promise.all(
        ['one', 'other'].map((token) => {
          const record = { ...queued, status: 'completed', token, result: token } as const
          return store.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS })
        }),
      ),
    )
    assert.deepEqual([...outcomes].sort(), ['applied', 'final'])
    const winner = outcomes[0] === 'applied' ? 'one' : 'other'
    assert.equal((await store.get(queued.jobId))?.result, winner)
  })

  test('stores the end of a retry whose start it has missed', async (bench) => {
    const store = await bench.connect()
    const retrying = { status: 'retrying', token: 'first', retryCount: 1 } as const
    const given = await bench.given(store, retrying)
    const record = { ...given, status: 'completed', token: 'second', result: 1 } as const
    assert.equal(await store.transition({ record, guard: 'end', ttlMs: LONG_TTL_MS }), 'applied')
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('stores the end of a second delivery whose start it has missed', async (bench) => {
    const store = await bench.connect()
    const died = await bench.given(store, { status: 'in_progress', token: 'died' })
    const record = { ...died, status: 'completed', token: 'second', result: 1 } as const
    assert.equal(await store.transition({ record, guard: 'end', ttlMs: LONG_TTL_MS }), 'applied')
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('stores the end of an attempt whose record it has lost', async (bench) => {
    const store = await bench.connect()
    const record = bench.record({ status: 'completed', token: 'mine', result: 1 })
    assert.equal(await store.transition({ record, guard: 'end', ttlMs: LONG_TTL_MS }), 'applied')
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('stores the end of an attempt that asked nobody, and only the first of two', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    const end = (token: string): Promise<string> => {
      const record = { ...queued, status: 'completed', token, result: token } as const
      return store.transition({ record, guard: 'uncontested', ttlMs: LONG_TTL_MS })
    }
    assert.equal(await end('first'), 'applied')
    assert.equal(await end('second'), 'final')
    const found = await store.get(queued.jobId)
    assert.deepEqual([found?.result, found?.duplicateRuns], ['first', 1])
    assert.equal(await store.create(queued, { ttlMs: LONG_TTL_MS }), 'exists')
  })

  test('tells what became of a job that was stopped when it had begun', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    const stop = { record: { ...queued, status: 'aborted' }, guard: 'waiting' } as const
    assert.equal(await store.transition({ ...stop, ttlMs: LONG_TTL_MS }), 'applied')
    for (const status of ['in_progress', 'completed'] as const) {
      const record = { ...queued, status, token: 'mine' }
      const change = { record, guard: 'uncontested', ttlMs: LONG_TTL_MS } as const
      assert.equal(await store.transition(change), 'applied')
      assertSameRecord(await store.get(record.jobId), record)
    }
  })

  test('keeps the end of a job when the news of an earlier try comes late', async (bench) => {
    const store = await bench.connect()
    const ended = await bench.given(store, { status: 'completed', token: 'second', retryCount: 1 })
    const record = { ...ended, status: 'retrying', token: 'first', retryCount: 1 } as const
    for (const guard of ['own', 'end'] as const) {
      assert.equal(await store.transition({ record, guard, ttlMs: LONG_TTL_MS }), 'final')
    }
    assertSameRecord(await store.get(record.jobId), ended)
  })

  test('answers transitions of many jobs at once, each for its own', async (bench) => {
    const store = await bench.connect()
    const jobs = await Promise.all(Array.from({ length: 500 }, () => bench.given(store)))
    const outcomes = await bench.within(
      '500 transitions',
      Promise.all(
        jobs.map((job, index) => {
          // Every fifth writer comes from an older enqueue.
          const enqueueTime = index % 5 === 0 ? '2020-01-01T00:00:00.000+00:00' : job.enqueueTime
          const record = { ...job, enqueueTime, status: 'in_progress', token: `t${index}` } as const
          return store.transition({ record, guard: 'start', ttlMs: LONG_TTL_MS })
        }),
      ),
    )
    outcomes.forEach((outcome, index) => {
      assert.equal(outcome, index % 5 === 0 ? 'stale' : 'applied', `transition ${index}`)
    })
    const found = await store.getMany(jobs.map(({ jobId }) => jobId))
    jobs.forEach(({ jobId }, index) => {
      assert.equal(found.get(jobId)?.token, index % 5 === 0 ? undefined : `t${index}`)
    })
  })

  test('keeps a result of 1 MiB', async (bench) => {
    const store = await bench.connect()
    const queued = await bench.given(store)
    const result = '中'.repeat(349_526)
    const record = { ...queued, status: 'completed', token: 'mine', result } as const
    await bench.within(
      'a write of 1 MiB',
      store.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS }),
    )
    const found = await store.get(record.jobId)
    assert.ok(found?.result === result, 'the result of 1 MiB came back changed')
  })
}

/** What is wrong with the store's answer, or nothing. */
async function check(
  bench: StoreBench,
  store: ResultStore,
  guard: TransitionGuard,
  { name, stored, next, outcome, counts }: TransitionCase,
): Promise<string> {
  const before = stored && (await bench.given(store, stored))
  const record: JobRecord = bench.record({ ...next, jobId: before?.jobId ?? bench.id() })
  const answer = await store.transition({ record, guard, ttlMs: LONG_TTL_MS })
  if (answer !== outcome) return `${name}: must answer ${outcome}, answered ${answer}`
  const found = await store.get(record.jobId)
  const wanted = isWritten(outcome) ? record : before
  const isRight = found?.workerId === wanted?.workerId && found?.status === wanted?.status
  if (isRight && hasCounts(found, counts)) return ''
  return `${name}: answered ${answer}, but the record is ${JSON.stringify(found)}`
}
