import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { JOB_STATUSES, type JobRecord } from '../src/job/job.js'
import { toJobInfo } from '../src/job/job-info.js'
import { decodeJobRecord, encodeJobRecord } from '../src/wire/job-record-codec.js'

const AT = '2026-01-01T00:00:00.000+00:00'
const record = (change: Partial<JobRecord> = {}): JobRecord => ({
  jobId: 'j1',
  status: 'completed',
  functionName: 'f',
  args: [1],
  kwargs: { a: null },
  queueName: 'default',
  enqueueTime: AT,
  token: 't1',
  retryCount: 0,
  workerId: 'w1',
  startTime: AT,
  endTime: AT,
  durationMs: 1500,
  result: { ok: true },
  createdAt: AT,
  expiresAt: AT,
  ...change,
})
const throughText = (value: JobRecord) => decodeJobRecord(encodeJobRecord(value))

describe('a stored record', () => {
  it('comes back as it was', () => {
    const full = record({
      error: 'TypeError: x',
      errorCode: 'ARQ_JOB_TIMEOUT',
      traceback: 'at …',
      progress: { done: 1 },
      deferUntil: AT,
      expires: AT,
      duplicateRuns: 2,
      duplicateDeliveries: 1,
      tries: [
        {
          ...{ jobTry: 1, startTime: AT, endTime: AT, workerId: 'w0', outcome: 'timedOut' },
          ...{ error: 'JobTimeout: 5 s', errorCode: 'ARQ_JOB_TIMEOUT', deferUntil: AT },
        },
      ],
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    })
    expect(throughText(full)).toEqual(full)
    const claimed = record({ status: 'queued', claim: 'a-token', claimedUntil: AT })
    expect(throughText(claimed)).toMatchObject({ claim: 'a-token', claimedUntil: AT })
  })

  it.each([null, undefined, 0, '', false, [], { a: null }])(
    'of a completed job keeps the result %j',
    (result) => {
      expect(throughText(record({ result })).result).toEqual(result)
      expect(throughText(record({ result })).result === null).toBe(result === null)
    },
  )

  it('has no result before its job is completed', () => {
    expect(throughText(record({ status: 'failed', result: undefined })).result).toBeUndefined()
    expect(throughText(record({ status: 'queued', result: undefined })).result).toBeUndefined()
  })

  it('begins with what stores compare: token, enqueue time, status, retry count', () => {
    fc.assert(
      fc.property(fc.constantFrom(...JOB_STATUSES), fc.nat(), (status, retryCount) => {
        const text = encodeJobRecord(record({ status, retryCount }))
        const head = `{"attempt_token":"t1","enqueue_time":"${AT}","status":"${status}","retry_count":${String(retryCount)},`
        expect(text.startsWith(head)).toBe(true)
      }),
    )
  })

  it('has its duplicates before that, and only if there are any', () => {
    const counted = encodeJobRecord(record({ duplicateDeliveries: 2 }))
    expect(counted).toMatch(
      /^\{"duplicate_runs":0,"duplicate_deliveries":2,"attempt_token":"t1","enqueue_time":/,
    )
    expect(decodeJobRecord(counted)).toEqual(record({ duplicateDeliveries: 2 }))
    expect(encodeJobRecord(record({ duplicateRuns: 0 }))).toBe(encodeJobRecord(record()))
  })

  it('has every key that readers of the contract look for, absent values as null', () => {
    const stored = JSON.parse(
      encodeJobRecord(record({ status: 'queued', result: undefined })),
    ) as object
    for (const key of [
      'job_id',
      'status',
      'result',
      'error',
      'start_time',
      'end_time',
      'duration',
      'worker_id',
      'queue_name',
      'retry_count',
      'function_name',
      'args',
      'kwargs',
      'created_at',
      'expires_at',
      'progress',
      'error_code',
      'traceback',
    ]) {
      expect(stored).toHaveProperty(key)
    }
    expect(stored).toMatchObject({ result: null, error: null, duration: 1.5 })
  })

  it.each([
    ['', 'it is not JSON'],
    ['nonsense', 'it is not JSON'],
    ['[]', 'it is not an object'],
    ['null', 'it is not an object'],
    ['{}', 'job_id is missing'],
    ['{"job_id":"a"}', 'status is undefined'],
    ['{"job_id":"a","status":"done"}', 'status is "done"'],
    ['{"job_id":"a","status":"queued"}', 'function_name is missing'],
  ])('is refused when it is %j', (text, reason) => {
    expect(() => decodeJobRecord(text)).toThrow(
      expect.objectContaining({
        name: 'ResultStoreSerializationError',
        code: 'ARQ_STORE_DATA',
        details: { reason },
      }),
    )
  })
})

describe('the information on a job', () => {
  it('has moments as dates and the attempt from 1', () => {
    const info = toJobInfo(record({ retryCount: 2, deferUntil: AT }))
    expect(info).toMatchObject({
      jobId: 'j1',
      function: 'f',
      jobTry: 3,
      workerId: 'w1',
      enqueueTime: new Date(AT),
      startTime: new Date(AT),
      endTime: new Date(AT),
      deferUntil: new Date(AT),
      durationMs: 1500,
      result: { ok: true },
      resultExpiresAt: new Date(AT),
    })
    expect(info).not.toHaveProperty('token')
  })

  it('says how often it ran or came once too often; mostly never', () => {
    expect(toJobInfo(record())).toMatchObject({ duplicateRuns: 0, duplicateDeliveries: 0 })
    const counts = { duplicateRuns: 1, duplicateDeliveries: 2 }
    expect(toJobInfo(record(counts))).toMatchObject(counts)
  })

  it('has no worker and no start of a job that no worker has seen', () => {
    const waiting = record({ status: 'queued', workerId: 'pending', enqueueTime: undefined })
    expect(toJobInfo(waiting)).toMatchObject({
      workerId: undefined,
      startTime: undefined,
      enqueueTime: new Date(AT),
    })
  })
})
