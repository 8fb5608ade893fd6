import assert from 'node:assert/strict'

import type { JobRecord } from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** Together they have every field: a failed job has no result, a completed one no error. */
const FAILED: Omit<JobRecord, 'jobId' | 'queueName'> = {
  status: 'failed',
  functionName: 'módulo.发送',
  args: ['zażółć 中文 🐇', 0, false, null, [1, [2]], { deep: { er: 'ja' } }],
  kwargs: { to: 'a@b.c', 'key with "quotes"': '\\ \n\t\u2028', nested: { list: [] } },
  enqueueTime: '2026-11-22T01:35:00.675123+00:00',
  token: 'attempt-1',
  retryCount: 2,
  workerId: 'worker-1',
  startTime: '2026-11-22T01:36:00.000+00:00',
  endTime: '2026-11-22T01:36:01.250+00:00',
  durationMs: 1250,
  error: 'TypeError: x is not a function',
  errorCode: 'ARQ_JOB_FAILED',
  traceback: 'TypeError: x is not a function\n    at run (tasks.js:1:1)',
  progress: { done: 3, of: 10 },
  log: { lines: ['2026-11-22T01:36:00.100Z INFO  zażółć 中文 🐇 n=1', ''], dropped: 2 },
  deferUntil: '2026-11-22T01:35:30.000+00:00',
  expires: '2026-11-23T01:35:30.000+00:00',
  createdAt: '2026-11-22T01:35:00.675+00:00',
  expiresAt: '2026-11-24T01:35:30.000+00:00',
  tries: [1, 2].map((jobTry) => ({
    jobTry,
    startTime: '2026-11-22T01:35:10.000+00:00',
    endTime: '2026-11-22T01:35:11.000+00:00',
    workerId: 'worker-中',
    outcome: jobTry === 1 ? 'failed' : 'askedAgain',
    error: 'Error: "zażółć" 🐇 \n',
    ...(jobTry === 1 ? { errorCode: 'ARQ_JOB_TIMEOUT' } : {}),
    deferUntil: '2026-11-22T01:35:20.000+00:00',
  })),
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
}

const COMPLETED: Omit<JobRecord, 'jobId' | 'queueName'> = {
  ...FAILED,
  status: 'completed',
  result: { text: '結果', list: [1.5, -2, 1e21], nothing: null, flag: false },
  error: undefined,
  errorCode: undefined,
  traceback: undefined,
}

const ODD_IDS = [
  'plain',
  'with spaces and: colons',
  'slashes/../and\\back',
  'üñï 中文 🐇',
  '{braces}[brackets]*?',
  '__proto__',
  'constructor',
  'quote\'s "double" % _',
  'x'.repeat(300),
]

/** What was written is read, as JSON carries it. */
export function reading({ test }: Suite<StoreBench>): void {
  for (const sample of [FAILED, COMPLETED]) {
    test(`gives back every field that create wrote of a job that is ${sample.status}`, async (bench) => {
      const store = await bench.connect()
      const record = await bench.given(store, sample)
      assertSameRecord(await store.get(record.jobId), record)
      assert.equal(await store.getStatus(record.jobId), sample.status)
    })

    test(`gives back every field that a transition to ${sample.status} wrote, and none of before`, async (bench) => {
      const store = await bench.connect()
      const { jobId, queueName } = await bench.given(store, { progress: 1, error: 'of before' })
      const record = { ...sample, jobId, queueName, progress: undefined }
      const outcome = await store.transition({ record, guard: 'start', ttlMs: LONG_TTL_MS })
      assert.equal(outcome, 'applied')
      assertSameRecord(await store.get(jobId), record)
    })
  }

  test('leaves absent what was absent', async (bench) => {
    const store = await bench.connect()
    const { jobId } = await bench.given(store, { enqueueTime: undefined })
    const found = await store.get(jobId)
    assert.ok(found)
    const present = Object.entries(found).flatMap(([key, value]) =>
      value === undefined ? [] : [key],
    )
    assert.deepEqual(present.sort(), [
      'args',
      'createdAt',
      'functionName',
      'jobId',
      'kwargs',
      'queueName',
      'retryCount',
      'startTime',
      'status',
      'workerId',
    ])
  })

  test('keeps results that are empty, and tells null from none', async (bench) => {
    const store = await bench.connect()
    for (const result of [0, false, '', [], {}, null, undefined]) {
      const { jobId } = await bench.given(store, { status: 'completed', result })
      assert.deepEqual((await store.get(jobId))?.result, result)
    }
  })

  test('keeps texts that JSON can say and others find hard: NUL, and half a surrogate pair', async (bench) => {
    const store = await bench.connect()
    const hard = { text: 'a\u0000b', half: '\ud800 \udc00', low: '\u001f', escaped: '\\u0000' }
    const created = await bench.given(store, { args: [hard], kwargs: hard })
    assertSameRecord(await store.get(created.jobId), created)
    const record = { ...created, status: 'completed', token: 'mine', result: hard } as const
    await store.transition({ record, guard: 'end', ttlMs: LONG_TTL_MS })
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('keeps apart ids of any text', async (bench) => {
    const store = await bench.connect()
    const prefix = bench.id('')
    for (const odd of ODD_IDS) await bench.given(store, { jobId: prefix + odd, functionName: odd })
    for (const odd of ODD_IDS) {
      assert.equal((await store.get(prefix + odd))?.functionName, odd)
    }
    const found = await store.getMany(ODD_IDS.map((odd) => prefix + odd))
    assert.equal(found.size, ODD_IDS.length)
  })

  test('shows another store on the same data what was written', async (bench) => {
    const [writer, reader] = [await bench.connect(), await bench.connect()]
    const record = await bench.given(writer)
    assertSameRecord(await reader.get(record.jobId), record)
  })

  test('shares no object with the writer or between readers', async (bench) => {
    const store = await bench.connect()
    const list = ['as written']
    const { jobId } = await bench.given(store, { status: 'completed', result: list })
    list.push('later')
    const first = await store.get(jobId)
    assert.deepEqual(first?.result, ['as written'])
    Object.assign(first, { result: 'changed by a reader' })
    assert.deepEqual((await store.get(jobId))?.result, ['as written'])
  })

  test('knows nothing of an id that was never written, and that is no error', async (bench) => {
    const store = await bench.connect()
    const jobId = bench.id('never')
    assert.equal(await store.get(jobId), undefined)
    assert.equal(await store.getStatus(jobId), undefined)
    assert.equal((await store.getMany([jobId])).size, 0)
    assert.equal(await store.delete(jobId), false)
  })

  test('reads many at once, each under its own id, and leaves out the absent', async (bench) => {
    const store = await bench.connect()
    const records = await Promise.all(
      Array.from({ length: 30 }, (_, index) => bench.given(store, { functionName: `f${index}` })),
    )
    const missing = bench.id('missing')
    const ids = [missing, ...records.map(({ jobId }) => jobId).reverse()]
    const found = await store.getMany(ids)
    assert.equal(found.size, 30)
    assert.equal(found.has(missing), false)
    for (const record of records) assertSameRecord(found.get(record.jobId), record)
  })

  test('reads none, and one that is named twice', async (bench) => {
    const store = await bench.connect()
    const record = await bench.given(store)
    assert.equal((await store.getMany([])).size, 0)
    const found = await store.getMany([record.jobId, record.jobId])
    assert.deepEqual([...found.keys()], [record.jobId])
  })

  test('forgets what is deleted, once', async (bench) => {
    const store = await bench.connect()
    const [{ jobId }, other] = [await bench.given(store), await bench.given(store)]
    assert.equal(await store.delete(jobId), true)
    assert.equal(await store.get(jobId), undefined)
    assert.equal(await store.getStatus(jobId), undefined)
    assert.equal(await store.delete(jobId), false)
    assertSameRecord(await store.get(other.jobId), other)
  })
}
