import assert from 'node:assert/strict'

import {
  type AnnouncedJob,
  ANNOUNCEMENT_LATE_MS,
  encodeJobRecord,
  type JobRecord,
  type JobTransition,
  type ResultStore,
} from '@arq/core'

import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** First records that are sent beside their messages, and may come when their jobs have long run. */
export function announcing({ test }: Suite<StoreBench>): void {
  test('writes many at once, of several queues, and answers for each in order', async (bench) => {
    const store = await bench.connect()
    const queues = [bench.id('queue'), bench.id('queue')]
    const jobs = Array.from({ length: 450 }, (_, index) =>
      bench.record({ args: [index, 'ä€😀'], queueName: queues[index % 2] ?? '' }),
    )
    const taken = await bench.given(store, { status: 'in_progress', token: 'mine' })
    jobs[7] = { ...taken, status: 'queued', token: undefined }
    const outcomes = await announce(bench, store, ...jobs)
    assert.deepEqual(
      outcomes,
      jobs.map((_, index) => (index === 7 ? 'exists' : 'created')),
    )
    assertSameRecord(await store.get(taken.jobId), taken)
    const found = await store.getMany(jobs.map(({ jobId }) => jobId))
    for (const job of jobs) {
      if (job.jobId !== taken.jobId) assertSameRecord(found.get(job.jobId), job)
    }
    const waiting = await bench.waiting(store, queues[1] ?? '', 1000)
    assert.equal(waiting.length, bench.canListWaiting ? 224 : 0)
  })

  test('leaves none waiting once they have ended, of several queues at once', async (bench) => {
    const store = await bench.connect()
    const queues = [bench.id('queue'), bench.id('queue')]
    const jobs = Array.from({ length: 40 }, (_, index) =>
      bench.record({ queueName: queues[Math.floor(index / 3) % 2] ?? '' }),
    )
    const [left, ...rest] = jobs
    assert.ok(left)
    await announce(bench, store, ...jobs)
    const ended = rest.map((job) => store.transition(endOf(job, LONG_TTL_MS)))
    const outcomes = await bench.within('all ends', Promise.all(ended))
    assert.deepEqual(new Set(outcomes), new Set(['applied']))
    const found = await store.getMany(rest.map(({ jobId }) => jobId))
    for (const job of rest) assert.equal(found.get(job.jobId)?.status, 'completed')
    const waiting = await Promise.all(queues.map((queue) => bench.waiting(store, queue, 1000)))
    const expected = bench.canListWaiting ? [left.jobId] : []
    assert.deepEqual(
      waiting.flat().map(({ jobId }) => jobId),
      expected,
    )
  })

  test('leaves a job that waits as it is', async (bench) => {
    const store = await bench.connect()
    const record = await bench.given(store)
    assert.deepEqual(await announce(bench, store, { ...record, args: ['second'] }), ['exists'])
    assertSameRecord(await store.get(record.jobId), record)
  })

  test('takes none without complaint', async (bench) => {
    const store = await bench.connect()
    assert.deepEqual(await announce(bench, store), [])
  })

  test('keeps each for its own lifetime', async (bench) => {
    const store = await bench.connect()
    const [short, long, everlasting] = [bench.record(), bench.record(), bench.record()]
    const jobs = [
      announced(short, bench.shortTtlMs),
      announced(long, LONG_TTL_MS),
      announced(everlasting, 'forever'),
    ]
    await bench.within('announce', Promise.resolve(store.announce?.(jobs)))
    await bench.untilGone(store, short.jobId, bench.shortTtlMs)
    assert.equal(await store.getStatus(long.jobId), 'queued')
    assert.equal(await store.getStatus(everlasting.jobId), 'queued')
    await store.delete(everlasting.jobId)
  })

  test('can be taken back, begun and ended as what was created', async (bench) => {
    const store = await bench.connect()
    const [unsent, ended] = [bench.record(), bench.record()]
    await announce(bench, store, unsent, ended)
    await store.withdraw(unsent)
    assert.equal(await store.get(unsent.jobId), undefined)
    assert.equal(await store.transition(endOf(ended, LONG_TTL_MS)), 'applied')
    assert.equal(await store.getStatus(ended.jobId), 'completed')
    assert.deepEqual(await announce(bench, store, ended), ['exists'])
    assert.equal(await store.getStatus(ended.jobId), 'completed')
  })

  const removed = 0
  for (const [how, ttlOf] of [
    ['is not kept', () => removed],
    ['was kept for a moment', (bench: StoreBench) => bench.shortTtlMs],
  ] as const) {
    for (const guard of ['uncontested', 'end'] as const) {
      test(`is not written when its job has ended and its result ${how}, by ${guard}`, async (bench) => {
        const store = await bench.connect()
        const job = bench.record({ queueName: bench.id('queue') })
        const ttlMs = ttlOf(bench)
        assert.equal(await store.transition({ ...endOf(job, ttlMs), guard }), 'applied')
        await bench.untilGone(store, job.jobId, ttlMs)
        assert.deepEqual(await announce(bench, store, job), ['exists'])
        assert.equal(await store.get(job.jobId), undefined)
        assert.equal(await store.getStatus(job.jobId), undefined)
        assert.deepEqual(await bench.waiting(store, job.queueName), [])
      })
    }
  }

  for (const status of ['in_progress', 'retrying'] as const) {
    test(`is not written when its job was ${status} before, and has ended since`, async (bench) => {
      const store = await bench.connect()
      const job = bench.record()
      const record = { ...job, status, token: 'mine', retryCount: status === 'retrying' ? 1 : 0 }
      const first = { record, guard: 'own', ttlMs: LONG_TTL_MS, isAnnounced: true } as const
      assert.equal(await store.transition(first), 'applied')
      // What follows from a message is not announced any more.
      const last = { ...endOf({ ...record }, 0), guard: 'end', isAnnounced: false } as const
      assert.equal(await store.transition(last), 'applied')
      assert.deepEqual(await announce(bench, store, job), ['exists'])
      assert.equal(await store.get(job.jobId), undefined)
    })
  }

  test('is not written when an attempt has begun, which the record tells from then on', async (bench) => {
    const store = await bench.connect()
    const job = bench.record()
    const record = { ...job, status: 'in_progress', token: 'mine' } as const
    const toTransition = () =>
      ({ record, guard: 'start', ttlMs: LONG_TTL_MS, isAnnounced: true }) as const
    const { jobId, retryCount } = job
    const start = { jobId, retryCount, enqueueTime: job.enqueueTime ?? '', token: 'mine' }
    const begin = store.begin?.({ ...start, isAnnounced: true, toTransition })
    assert.equal(await bench.within('begin', begin ?? store.transition(toTransition())), 'applied')
    assert.deepEqual(await announce(bench, store, job), ['exists'])
    assertSameRecord(await store.get(jobId), record)
  })

  test('is not written either where another store on the same data was told', async (bench) => {
    const [worker, client] = [await bench.connect(), await bench.connect()]
    const [ended, other] = [bench.record(), bench.record()]
    await worker.transition(endOf(ended, 0))
    assert.deepEqual(await announce(bench, client, other, ended), ['created', 'exists'])
  })

  test('leaves an id free for calls that name it', async (bench) => {
    const store = await bench.connect()
    const job = bench.record()
    await store.transition(endOf(job, 0))
    assert.equal(await store.create(job, { ttlMs: LONG_TTL_MS }), 'created')
  })

  test('is written when the end was of a job that was not announced, or found its record', async (bench) => {
    const store = await bench.connect()
    const [silent, found] = [bench.record(), bench.record()]
    await store.transition({ ...endOf(silent, 0), isAnnounced: false })
    await announce(bench, store, found)
    await store.transition(endOf(found, 0))
    assert.deepEqual(await announce(bench, store, silent, found), ['created', 'created'])
  })

  test('is not held up by an end that is kept longer than it can be late', async (bench) => {
    const store = await bench.connect()
    const job = bench.record()
    await store.transition(endOf(job, ANNOUNCEMENT_LATE_MS))
    assert.deepEqual(await announce(bench, store, job), ['exists'])
    await store.delete(job.jobId)
    assert.deepEqual(await announce(bench, store, job), ['created'])
  })
}

const announced = (record: JobRecord, ttlMs: number | 'forever'): AnnouncedJob => ({
  jobId: record.jobId,
  queueName: record.queueName,
  enqueueTime: record.enqueueTime ?? '',
  text: encodeJobRecord(record),
  ttlMs,
})

async function announce(bench: StoreBench, store: ResultStore, ...records: readonly JobRecord[]) {
  const jobs = records.map((record) => announced(record, LONG_TTL_MS))
  return bench.within('announce', Promise.resolve(store.announce?.(jobs)))
}

const endOf = (job: JobRecord, ttlMs: number): JobTransition => ({
  record: { ...job, status: 'completed', token: 'mine' },
  guard: 'uncontested',
  ttlMs,
  isAnnounced: true,
})
