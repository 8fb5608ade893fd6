import assert from 'node:assert/strict'

import type { JobPage, JobQuery, JobRecord, JobSearchOptions, ResultStore } from '@arq/core'

import { rejectsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import { assertSameRecord } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** Characters that mean something to one database or another, and letters of more than one byte. */
const ODD_TEXTS = [
  '100%',
  'a_b',
  'what?',
  'a*b',
  '[abc]',
  'back\\slash',
  'say "hi"',
  "it's",
  '$where {x}',
  '^start.+end$',
  'line\nbreak\ttab',
  '订单已付款',
  'zażółć',
  '🐇',
] as const

const at = (minute: number): string =>
  `2026-11-22T01:${String(minute).padStart(2, '0')}:00.000+00:00`
const msOf = (minute: number): number => Date.parse(at(minute))

/** More than any test finds. */
const MOST_PAGES = 10_000

/** The jobs that fit a query, found page by page. */
export function searching({ test }: Suite<StoreBench>): void {
  test('finds by each part of a query, and by all of them together', async (bench) => {
    const store = await bench.connect()
    const [queueName, other] = [bench.id('queue'), bench.id('other')]
    const failed = await bench.given(store, {
      ...{ jobId: bench.id('a'), queueName, status: 'failed', functionName: 'charge' },
      ...{ enqueueTime: at(5), endTime: at(6), args: [{ to: 'a@b.c', amount: 4711 }] },
      ...{ error: 'TypeError: no card', errorCode: 'ARQ_JOB_TIMEOUT' },
    })
    const done = await bench.given(store, {
      ...{ jobId: bench.id('b'), queueName, status: 'completed', functionName: 'charge.all' },
      ...{ enqueueTime: at(15), endTime: at(16), kwargs: { to: 'x@y.z' }, result: ['paid 4711'] },
    })
    const waiting = await bench.given(store, {
      ...{ jobId: bench.id('c'), queueName: other, functionName: 'charge' },
      ...{ enqueueTime: at(25), progress: 'x@y.z', args: [47] },
    })
    const ids = new Map([
      [failed.jobId, 'failed'],
      [done.jobId, 'done'],
      [waiting.jobId, 'waiting'],
    ])
    const mine = (query: JobQuery): JobQuery =>
      query.jobId === undefined ? { jobIdPrefix: bench.prefix, ...query } : query
    const finds = async (query: JobQuery, ...expected: readonly string[]): Promise<void> => {
      const found = (await searched(store, mine(query))).flatMap(
        ({ jobId }) => ids.get(jobId) ?? [],
      )
      assert.deepEqual(found.sort(), [...expected].sort(), JSON.stringify(query))
    }
    await finds({ jobId: failed.jobId }, 'failed')
    await finds({ jobId: failed.jobId.slice(0, -1) })
    await finds({ jobId: failed.jobId, statuses: ['completed'] })
    await finds({ jobIdPrefix: failed.jobId.slice(0, -1) }, 'failed')
    await finds({}, 'failed', 'done', 'waiting')
    await finds({ queueName }, 'failed', 'done')
    await finds({ queueName: queueName.slice(0, -1) })
    await finds({ functionName: 'charge' }, 'failed', 'waiting')
    await finds({ functionName: 'Charge' })
    await finds({ queueName, statuses: ['queued', 'failed'] }, 'failed')
    await finds({ queueName, enqueuedFromMs: msOf(15) }, 'done')
    await finds({ queueName, enqueuedBeforeMs: msOf(15) }, 'failed')
    await finds(
      { queueName, enqueuedFromMs: msOf(5), enqueuedBeforeMs: msOf(16) },
      'failed',
      'done',
    )
    await finds({ queueName, enqueuedFromMs: msOf(6), enqueuedBeforeMs: msOf(15) })
    await finds({ queueName, endedFromMs: msOf(6), endedBeforeMs: msOf(16) }, 'failed')
    await finds({ queueName, endedFromMs: msOf(16) }, 'done')
    await finds({ queueName: other, endedFromMs: 0 })
    await finds({ queueName, error: 'no card' }, 'failed')
    await finds({ queueName, error: 'JOB_TIMEOUT' }, 'failed')
    await finds({ queueName, error: 'No card' })
    await finds({ queueName, payload: '4711' }, 'failed', 'done')
    await finds({ queueName, payload: 'paid' }, 'done')
    await finds({ queueName, payload: 'Paid' })
    await finds({ queueName, payload: '"to":"a@b.c"' }, 'failed')
    await finds({ queueName, payload: 'x@y.z' }, 'done')
    // In the progress, in the error and in the name of a field of the record: not in what was sent and came of it.
    await finds({ queueName: other, payload: 'x@y.z' })
    await finds({ queueName, payload: 'no card' })
    await finds({ queueName, payload: 'function_name' })
    const all: JobQuery = {
      ...{ jobIdPrefix: bench.prefix, functionName: 'charge', queueName, statuses: ['failed'] },
      ...{ enqueuedFromMs: msOf(0), enqueuedBeforeMs: msOf(30) },
      ...{ endedFromMs: msOf(0), endedBeforeMs: msOf(30), error: 'card', payload: '4711' },
    }
    await finds(all, 'failed')
    await finds({ ...all, statuses: ['completed'] })
  })

  test('gives jobs whole, as they are by now', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    const job = await bench.given(store, { queueName, kwargs: { deep: [{ er: '中文' }] } })
    const begun = { ...job, status: 'in_progress', token: 'mine', workerId: 'w' } as const
    await store.transition({ record: begun, guard: 'start', ttlMs: LONG_TTL_MS })
    const [found] = await searched(store, { ...mine, statuses: ['in_progress'] })
    assertSameRecord(found, begun)
    assert.deepEqual(await searched(store, { ...mine, statuses: ['queued'] }), [])
    await store.delete(job.jobId)
    assert.deepEqual(await searched(store, mine), [])
  })

  test('sees a beginning that was noted without the whole record', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    const job = await bench.given(store, { queueName })
    const record = { ...job, status: 'in_progress', token: 'mine' } as const
    const change = { record, guard: 'start', ttlMs: LONG_TTL_MS } as const
    const { jobId, enqueueTime = '' } = job
    const start = { jobId, enqueueTime, token: 'mine', retryCount: 0, toTransition: () => change }
    await (store.begin?.(start) ?? store.transition(change))
    const found = await searched(store, { ...mine, statuses: ['in_progress'] })
    assert.deepEqual(
      found.map((each) => each.jobId),
      [jobId],
    )
    assert.deepEqual(await searched(store, { ...mine, statuses: ['queued'] }), [])
  })

  test('takes every character for itself, in any part of a query', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const nameOf = (odd: string): string => `${queueName} ${odd}`
    for (const odd of ODD_TEXTS) {
      await bench.given(store, {
        ...{ jobId: nameOf(odd), queueName: nameOf(odd), functionName: nameOf(odd) },
        ...{ status: 'failed', error: `Error: ${odd}`, args: [{ [odd]: `about ${odd}!` }] },
      })
    }
    for (const odd of ODD_TEXTS) {
      const name = nameOf(odd)
      const queries: readonly JobQuery[] = [
        { jobId: name },
        { jobIdPrefix: name },
        { queueName: name },
        { functionName: name },
        { error: odd },
        { payload: odd },
        { payload: `about ${odd}` },
      ]
      for (const query of queries) {
        const all = { jobIdPrefix: queueName, ...query }
        const found = (await searched(store, all)).map(({ jobId }) => jobId)
        assert.deepEqual(found, [name], JSON.stringify(query))
      }
    }
    for (const wild of ['%', '_', '*', '?', '.', '[a-z]', '%%', '.*']) {
      const query = { jobIdPrefix: `${queueName} ${wild}` }
      assert.deepEqual(await searched(store, query), [], JSON.stringify(query))
    }
  })

  test('gives each job once, over pages of any size, and the newest first where it orders', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    const jobs = await givenMany(bench, store, queueName, 60)
    const newestFirst = jobs.map(({ jobId }) => jobId).reverse()
    for (const limit of [1, 7, 60, 1000]) {
      const pages = await pagesOf(store, mine, { limit })
      const ids = pages.flatMap((page) => page.jobs.map(({ jobId }) => jobId))
      assert.ok(pages.every((page) => page.jobs.length <= limit))
      if (store.searches?.order === 'newest') assert.deepEqual(ids, newestFirst)
      else assert.deepEqual([...new Set(ids)].sort(), newestFirst.toSorted())
    }
  })

  test('tells jobs apart that were enqueued in the same moment', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    const jobs = await Promise.all(
      Array.from({ length: 12 }, () => bench.given(store, { queueName, enqueueTime: at(1) })),
    )
    const pages = await pagesOf(store, mine, { limit: 5 })
    const ids = pages.flatMap((page) => page.jobs.map(({ jobId }) => jobId))
    const once = store.searches?.order === 'newest' ? ids : [...new Set(ids)]
    assert.deepEqual(once.toSorted(), jobs.map(({ jobId }) => jobId).sort())
  })

  test('goes on behind a cursor, whatever came and went since', async (bench) => {
    const [store, other] = [await bench.connect(), await bench.connect()]
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    const jobs = await givenMany(bench, store, queueName, 40)
    const stays = new Set(jobs.filter((_job, index) => index % 2 === 0).map(({ jobId }) => jobId))
    const found = new Set<string>()
    const gone = new Set<string>()
    let cursor: string | undefined
    let pages = 0
    do {
      const page = await search(pages % 2 === 0 ? store : other, mine, { limit: 6, cursor })
      for (const { jobId } of page.jobs) found.add(jobId)
      cursor = page.cursor
      // Behind the cursor and before it: whoever counts what was given misses some, or gives them twice.
      const leaving = jobs.filter(({ jobId }) => !stays.has(jobId) && !gone.has(jobId))
      const given = leaving.filter(({ jobId }) => found.has(jobId)).slice(0, 2)
      for (const { jobId } of [...given, ...leaving.slice(0, 1)]) {
        gone.add(jobId)
        await store.delete(jobId)
      }
      await bench.given(store, { queueName, enqueueTime: at(59) })
      pages += 1
      assert.ok(pages < MOST_PAGES)
    } while (cursor !== undefined)
    assert.deepEqual(
      [...stays].filter((jobId) => !found.has(jobId)),
      [],
    )
  })

  test('gives a page after a part of the work, and says how far it came', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    // Later than all others: a store that orders looks at no others.
    const enqueueTime = '2031-01-01T00:00:00.000+00:00'
    const jobId = bench.id('0:wanted')
    await bench.given(store, { jobId, queueName, enqueueTime, args: ['wanted'] })
    for (let count = 0; count < 30; count += 1) await bench.given(store, { queueName, enqueueTime })
    const query = { ...mine, enqueuedFromMs: Date.parse(enqueueTime), payload: 'wanted' }
    const pages = await pagesOf(store, query, { limit: 10, lookAt: 3 })
    assert.deepEqual(
      pages.flatMap((page) => page.jobs).map((job) => job.jobId),
      [jobId],
    )
    assert.equal(pages[0]?.by, 'scan')
    let before = 0
    for (const { lookedAt, order, covers } of pages) {
      assert.ok(lookedAt >= before, `${lookedAt} after ${before}`)
      before = lookedAt
      assert.deepEqual(
        { order, covers },
        { order: store.searches?.order, covers: store.searches?.covers },
      )
    }
    assert.ok(before >= 31, `looked at ${before}`)
    const ofAbout = pages[0].ofAbout
    assert.ok(ofAbout === undefined || (Number.isInteger(ofAbout) && ofAbout >= 0))
  })

  test('ends a page when its signal aborts, with a cursor to go on from', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    const jobs = await givenMany(bench, store, queueName, 30)
    const controller = new AbortController()
    controller.abort()
    const first = await search(store, mine, { limit: 5, signal: controller.signal })
    const found = new Set(first.jobs.map(({ jobId }) => jobId))
    if (first.cursor !== undefined) {
      const rest = await pagesOf(store, mine, { limit: 5, cursor: first.cursor })
      for (const { jobId } of rest.flatMap((page) => page.jobs)) found.add(jobId)
    }
    assert.deepEqual([...found].sort(), jobs.map(({ jobId }) => jobId).sort())
  })

  test('does not find what has expired', async (bench) => {
    const store = await bench.connect()
    const queueName = bench.id('queue')
    const mine: JobQuery = { jobIdPrefix: bench.prefix, queueName }
    const { jobId } = await bench.given(store, { queueName }, bench.shortTtlMs)
    await bench.untilGone(store, jobId, bench.shortTtlMs)
    assert.deepEqual(await searched(store, mine), [])
    assert.deepEqual(await searched(store, { jobId }), [])
  })

  test('answers an id by an index, and finds nothing for one that never was', async (bench) => {
    const store = await bench.connect()
    assert.ok(store.searches?.indexed.includes('jobId'))
    const { jobId } = await bench.given(store)
    const page = await search(store, { jobId }, { limit: 10 })
    assert.deepEqual([page.jobs.length, page.by, page.cursor], [1, 'index', undefined])
    assert.deepEqual(await searched(store, { jobId: bench.id('never') }), [])
  })

  test('refuses a cursor that is none of its own', async (bench) => {
    const store = await bench.connect()
    for (const cursor of ['', 'x', '[]', '{}', 'null', '["elsewhere",0,null,{}]']) {
      await rejectsWith('ARQ_CONFIG_INVALID', search(store, {}, { limit: 1, cursor }))
    }
  })
}

async function givenMany(
  bench: StoreBench,
  store: ResultStore,
  queueName: string,
  count: number,
): Promise<readonly JobRecord[]> {
  const times = Array.from({ length: count }, (_, index) => at(index % 60))
  return Promise.all(
    times
      .toSorted()
      .map((enqueueTime, index) => bench.given(store, { queueName, enqueueTime, args: [index] })),
  )
}

/** A search that the store has, or that it should have said it has not. */
function search(store: ResultStore, query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
  const searching = store.search?.(query, options)
  assert.ok(searching, 'the store has no search; say so: canSearch: false')
  return searching
}

async function pagesOf(
  store: ResultStore,
  query: JobQuery,
  options: JobSearchOptions,
): Promise<readonly JobPage[]> {
  const pages: JobPage[] = []
  let { cursor } = options
  do {
    const page = await search(store, query, { ...options, cursor })
    pages.push(page)
    cursor = page.cursor
    assert.ok(pages.length < MOST_PAGES, 'the search comes to no end')
  } while (cursor !== undefined)
  return pages
}

const searched = async (store: ResultStore, query: JobQuery): Promise<readonly JobRecord[]> =>
  (await pagesOf(store, query, { limit: 100 })).flatMap(({ jobs }) => jobs)
