import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { JOB_STATUSES, type JobRecord } from '../src/job/job.js'
import type { JobQuery } from '../src/ports/job-search.js'
import { JobMatcher } from '../src/search/job-matcher.js'
import { toInstant } from '../src/time/instant.js'
import { encodeJobRecord } from '../src/wire/job-record-codec.js'

const record = (change: Partial<JobRecord> = {}): JobRecord => ({
  jobId: 'j1',
  status: 'completed',
  functionName: 'charge',
  args: [],
  kwargs: {},
  queueName: 'orders',
  enqueueTime: toInstant(1000),
  token: 't1',
  retryCount: 0,
  workerId: 'w1',
  startTime: toInstant(2000),
  endTime: toInstant(3000),
  createdAt: toInstant(1000),
  ...change,
})

/** Whether the stored text is told to fit, as stores ask. */
const reads = (query: JobQuery, text: string): boolean =>
  new JobMatcher(query).read(text) !== undefined

/** A text as Python's `json.dumps` writes it: with spaces, and in ASCII. */
const asPython = (value: JobRecord): string => {
  const stored = JSON.parse(encodeJobRecord(value)) as Record<string, unknown>
  delete stored['attempt_token']
  delete stored['enqueue_time']
  const spaced = JSON.stringify(stored).replaceAll('":', '": ').replaceAll(',"', ', "')
  return spaced.replace(/[^ -~]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\\u4e2d',
    '中文',
    '\ud800',
    '\u0000',
    '🐇',
    '":"',
    '],"kwargs":{',
  ),
)
const records = fc
  .record({
    args: fc.array(fc.oneof(texts, fc.integer(), fc.dictionary(texts, texts)), { maxLength: 2 }),
    kwargs: fc.dictionary(texts, texts, { maxKeys: 2 }),
    result: fc.oneof(fc.constant(undefined), texts, fc.double({ noNaN: true })),
    error: fc.oneof(fc.constant(undefined), texts),
    errorCode: fc.constantFrom(undefined, 'ARQ_JOB_TIMEOUT'),
    functionName: texts,
    queueName: texts,
    status: fc.constantFrom(...JOB_STATUSES),
    duplicateRuns: fc.constantFrom(undefined, 3),
    endTime: fc.constantFrom(undefined, toInstant(3000)),
  })
  .map((change) => record(change))

describe('which records fit a query', () => {
  it('is told of a stored text without decoding as of the record itself', () => {
    const queries = fc.record(
      {
        functionName: texts,
        queueName: texts,
        statuses: fc.subarray([...JOB_STATUSES]),
        error: texts,
        payload: texts,
        enqueuedFromMs: fc.constantFrom(1000, 1001),
        endedBeforeMs: fc.constantFrom(3000, 3001),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(records, queries, (value, query) => {
        const text = encodeJobRecord(value)
        // As it comes back: JSON knows no -0.
        const stored = JSON.parse(JSON.stringify(value)) as JobRecord
        const result = value.status === 'completed' ? stored.result : undefined
        expect(reads(query, text)).toBe(new JobMatcher(query).fits({ ...stored, result }))
      }),
      { numRuns: 500 },
    )
  })

  it('is found by any part of what is in it', () => {
    const parts = fc.tuple(fc.nat(6), fc.nat(6))
    fc.assert(
      fc.property(texts, parts, fc.constantFrom('args', 'kwargs', 'result'), (text, at, where) => {
        // Not through the middle of a character: what is left is none.
        const letters = Array.from(text)
        const payload = letters.slice(Math.min(...at), Math.max(...at) + 1).join('')
        const places = {
          args: { args: [{ deep: text }] },
          kwargs: { kwargs: { [`a${text}`]: 1 } },
          result: { result: [text] },
        }
        expect(reads({ payload }, encodeJobRecord(record(places[where])))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('is read in texts of the Python library, too', () => {
    const text = asPython(record({ args: [{ to: '中文' }], error: 'E: "x"', status: 'failed' }))
    expect(reads({ payload: '"to":"中文"' }, text)).toBe(true)
    expect(reads({ payload: '英文' }, text)).toBe(false)
    expect(reads({ error: '"x"', functionName: 'charge' }, text)).toBe(true)
    expect(reads({ statuses: ['completed'] }, text)).toBe(false)
    // Where nothing says when it was enqueued, its creation does.
    expect(reads({ enqueuedFromMs: 1000, enqueuedBeforeMs: 1001 }, text)).toBe(true)
    expect(reads({ enqueuedFromMs: 1001 }, text)).toBe(false)
  })

  it('does not mix up what was sent with what else is kept', () => {
    const text = encodeJobRecord(
      record({ progress: 'needle', error: 'needle', log: { lines: ['needle'], dropped: 0 } }),
    )
    expect(reads({ payload: 'needle' }, text)).toBe(false)
    expect(reads({ payload: 'kwargs' }, text)).toBe(false)
  })

  it('of what has not ended for good says that it did not end', () => {
    const retrying = record({ status: 'retrying', endTime: toInstant(3000) })
    expect(reads({ endedFromMs: 0 }, encodeJobRecord(retrying))).toBe(false)
    expect(reads({ endedFromMs: 0 }, encodeJobRecord(record()))).toBe(true)
  })

  it('says of a text that is no record so, when it has to look', () => {
    const matcher = new JobMatcher({ payload: 'x' })
    expect(() => matcher.read('not json')).toThrow(
      expect.objectContaining({ code: 'ARQ_STORE_DATA' }),
    )
  })
})
