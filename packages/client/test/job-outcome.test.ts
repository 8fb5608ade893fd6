import type { JobRecord } from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { resultOf } from '../src/job-outcome.js'

const record = (change: Partial<JobRecord>): JobRecord => ({
  jobId: 'j1',
  status: 'completed',
  functionName: 'f',
  args: [],
  kwargs: {},
  queueName: 'default',
  retryCount: 0,
  workerId: 'w',
  startTime: '2026-01-01T00:00:00+00:00',
  createdAt: '2026-01-01T00:00:00+00:00',
  ...change,
})

const errorOf = (change: Partial<JobRecord>): unknown => {
  try {
    return resultOf(record(change), undefined)
  } catch (error) {
    return error
  }
}

describe('the outcome of an ended job', () => {
  it('is an error of its own where the result did not fit into a message', () => {
    expect(errorOf({ errorCode: 'ARQ_RESULT_TOO_LARGE' })).toMatchObject({
      name: 'ResultNotFound',
      code: 'ARQ_RESULT_TOO_LARGE',
      details: { jobId: 'j1' },
    })
  })

  it.each<[string | undefined, string, string]>([
    ['TypeError: not a number', 'TypeError', 'not a number'],
    ['ValueError: boom ✗', 'ValueError', 'boom ✗'],
    ["KeyError: 'a: b'", 'KeyError', "'a: b'"],
    ['RangeError: two\nlines', 'RangeError', 'two\nlines'],
    ['aio_pika.exceptions.ChannelClosed: gone', 'aio_pika.exceptions.ChannelClosed', 'gone'],
    ['TypeError: ', 'TypeError', ''],
    ['TypeError:', 'TypeError', ''],
    ['Ошибка: беда', 'Ошибка', 'беда'],
    ['no colon here', 'Error', 'no colon here'],
    ['two words: text', 'Error', 'two words: text'],
    ['http://example.org failed', 'Error', 'http://example.org failed'],
    [undefined, 'Error', ''],
  ])('reads the stored error %j', (error, name, message) => {
    expect(errorOf({ status: 'failed', error })).toMatchObject({
      name: 'JobFailed',
      original: { name, message },
    })
  })

  it('has the code and the stack of the original', () => {
    const failed = { status: 'failed', errorCode: 'ARQ_JOB_EXPIRED', traceback: 'at …' } as const
    expect(errorOf({ ...failed, error: 'JobExpired: late' })).toMatchObject({
      code: 'ARQ_JOB_FAILED',
      original: { name: 'JobExpired', code: 'ARQ_JOB_EXPIRED', stack: 'at …' },
    })
  })

  it('is JobAborted for an aborted job', () => {
    expect(errorOf({ status: 'aborted' })).toMatchObject({ name: 'JobAborted' })
  })

  it('names the result itself when its root does not fit the schema', () => {
    const shape = { name: 'f', output: v.string('must be a text') }
    expect(() => resultOf(record({ result: 5 }), shape)).toThrow(/f: result: must be a text/)
  })
})
