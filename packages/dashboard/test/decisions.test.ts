import type { EarlierTry, JobInfo } from '@arq/core'
import { renderText } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { fillIn } from '../src/act/enqueue.js'
import type { OverviewView } from '../src/contract/index.js'
import { scheduleInWords } from '../src/cron/in-words.js'
import { spansOf } from '../src/look/ended-jobs.js'
import { timelineOf } from '../src/look/job-details.js'
import { quantilesOf } from '../src/look/quantiles.js'
import { sampleOf } from '../src/look/sampler.js'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds))

const job = (info: Partial<JobInfo>): JobInfo => ({
  jobId: 'j',
  status: 'completed',
  function: 'add',
  args: [],
  kwargs: {},
  queueName: 'orders',
  jobTry: 1,
  workerId: 'w',
  enqueueTime: at(0),
  deferUntil: undefined,
  startTime: at(2),
  endTime: at(5),
  durationMs: 3000,
  expires: undefined,
  result: undefined,
  error: undefined,
  errorCode: undefined,
  traceback: undefined,
  progress: undefined,
  log: undefined,
  resultExpiresAt: undefined,
  duplicateRuns: 0,
  duplicateDeliveries: 0,
  tries: [],
  traceId: undefined,
  ...info,
})

describe('a schedule in words', () => {
  it.each([
    ['* * * * *', 'every minute', '每分钟'],
    ['*/5 * * * *', 'every 5 minutes', '每 5 分钟'],
    ['15 * * * *', 'every hour at minute 15', '每小时第 15 分'],
    ['0 */2 * * *', 'every 2 hours at minute 0', '每 2 小时第 0 分'],
    ['30 9,18 * * *', 'every day at 09:30, 18:30', '每天 09:30, 18:30'],
    ['0 9 * * mon-fri', 'Monday to Friday at 09:00', '周一至周五 09:00'],
    ['0 9 * * 1,sat', 'every Monday; Saturday at 09:00', '每周一；周六 09:00'],
    ['0 0 9 * * 7', 'every Sunday at 09:00', '每周日 09:00'],
    ['0 3 1 * *', 'on day 1 of every month at 03:00', '每月 1 日 03:00'],
    ['@yearly', 'every year on 1/1 at 00:00', '每年 1 月 1 日 00:00'],
    ['*/10 * * * * *', 'every 10 seconds', '每 10 秒'],
  ])('%s', (pattern, english, chinese) => {
    const words = scheduleInWords(pattern)!
    expect([renderText(words, 'en'), renderText(words, 'zh-CN')]).toEqual([english, chinese])
  })

  it.each(['0 9 1 * mon', '5-10 * * * *', '0 9 L * *', '0 9 * * 1#2', '0 9-17 * * *', 'nonsense'])(
    'has no better ones for %s',
    (pattern) => expect(scheduleInWords(pattern)).toBeUndefined(),
  )
})

describe('spans of ended jobs', () => {
  it('are runs, and waits of first tries', () => {
    const jobs = [
      job({}),
      job({ deferUntil: at(1), durationMs: 1000 }),
      job({ jobTry: 2, durationMs: 500 }),
      job({ status: 'in_progress', endTime: undefined }),
      job({ endTime: at(-10) }),
    ]
    expect(spansOf(jobs, at(0).getTime())).toEqual({
      runMs: [3000, 1000, 500],
      waitMs: [2000, 1000],
      lateMs: [1000],
    })
  })

  it('have quantiles', () => {
    expect(quantilesOf([])).toBeNull()
    expect(quantilesOf([7])).toEqual({ count: 1, p50: 7, p95: 7, max: 7 })
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(quantilesOf(hundred)).toEqual({ count: 100, p50: 50, p95: 95, max: 100 })
  })
})

describe('a sample', () => {
  const overview = (seconds: number, workers: readonly object[]) =>
    ({
      at: at(seconds).toISOString(),
      delayed: 4,
      queues: [1, 2].map((ready) => ({ ready, deadLetterQueue: { name: 'all.dlq', ready: 5 } })),
      workers,
    }) as unknown as OverviewView
  const worker = (workerId: string, completed: number) => ({
    workerId,
    running: 1,
    slots: 10,
    counts: { completed, failed: 0, retried: 0, aborted: 0 },
  })

  it('counts a shared dead letter queue once, and workers that were there before', () => {
    const before = overview(0, [worker('a', 10)])
    const now = overview(10, [worker('a', 30), worker('b', 1000)])
    const spans = { runMs: [1], waitMs: [], lateMs: [] }
    expect(sampleOf(now, before, spans)).toMatchObject({
      ready: 3,
      dead: 5,
      running: 2,
      slots: 20,
      perSecond: { completed: 2 },
      runMs: { count: 1 },
      waitMs: null,
    })
    expect(sampleOf(now, undefined, spans).perSecond).toBeNull()
  })
})

describe('a timeline', () => {
  it('has the steps of the job, and its sleeps, where they began', () => {
    const times = { began: at(2), ended: at(3), durationMs: 1000 }
    const steps = [
      { ...times, name: 'charge', state: 'completed', tries: 2 },
      { ...times, name: 'sleep', state: 'sleeping', tries: 0, began: at(4), until: at(99) },
    ] as const
    const info = job({ startTime: at(1) })
    const shown = timelineOf(info, steps).filter(({ type }) => type === 'step')
    expect(shown).toEqual([
      {
        ...{ type: 'step', at: at(2).toISOString(), name: 'charge', state: 'completed' },
        ...{ durationMs: 1000, tries: 2 },
      },
      {
        ...{ type: 'step', at: at(4).toISOString(), name: 'sleep', state: 'sleeping' },
        ...{ durationMs: 1000, tries: 0, until: at(99).toISOString() },
      },
    ])
  })

  it('is by time, with the error of the last try', () => {
    const failed = job({ status: 'failed', error: 'Error: no', deferUntil: at(1), jobTry: 3 })
    expect(timelineOf(failed).map(({ type }) => type)).toEqual([
      'enqueued',
      'due',
      'started',
      'error',
      'ended',
    ])
    const tried = (jobTry: number, from: number): EarlierTry => ({
      ...{ jobTry, startTime: at(from), endTime: at(from + 1), workerId: 'v' },
      ...{ outcome: jobTry === 1 ? 'failed' : 'askedAgain', error: `Error: ${String(jobTry)}` },
      ...{ errorCode: undefined, deferUntil: at(from + 5) },
    })
    const tries = [tried(1, 2), tried(2, 7)]
    const third = job({ jobTry: 3, startTime: at(12), endTime: at(14), tries })
    expect(timelineOf(third).map((entry) => ['jobTry' in entry && entry.jobTry, entry])).toEqual([
      [false, { type: 'enqueued', at: at(0).toISOString() }],
      [1, { type: 'started', at: at(2).toISOString(), jobTry: 1, workerId: 'v' }],
      [1, expect.objectContaining({ outcome: 'failed', next: at(7).toISOString() })],
      [2, { type: 'started', at: at(7).toISOString(), jobTry: 2, workerId: 'v' }],
      [2, expect.objectContaining({ outcome: 'askedAgain', error: 'Error: 2' })],
      [3, { type: 'started', at: at(12).toISOString(), jobTry: 3, workerId: 'w' }],
      [false, { type: 'ended', at: at(14).toISOString(), status: 'completed' }],
    ])
    // Its record's own start and end are those of the try that is among the others already.
    const between = { jobTry: 3, startTime: at(7), endTime: at(8), tries, error: 'Error: 2' }
    const retrying = job({ ...between, status: 'retrying', deferUntil: at(12) })
    expect(timelineOf(retrying).map(({ type }) => type)).toEqual([
      ...['enqueued', 'started', 'error', 'started', 'error', 'due'],
    ])
    const stopped = job({ ...between, status: 'aborted', endTime: at(9) })
    expect(timelineOf(stopped).map(({ type }) => type)).toEqual([
      ...['enqueued', 'started', 'error', 'started', 'error', 'ended'],
    ])
    const waiting = job({
      status: 'queued',
      workerId: undefined,
      startTime: undefined,
      endTime: undefined,
      expires: at(60),
    })
    expect(timelineOf(waiting).map(({ type }) => type)).toEqual(['enqueued', 'expires'])
  })
})

describe('hidden values of a job that is enqueued again', () => {
  const original = job({ args: ['card', { list: [1, 'deep'] }], kwargs: { url: 'amqp://u:p@h' } })

  it('come from the job, where they still are hidden', () => {
    const call = {
      args: ['[redacted]', { list: [2, '[redacted]'] }],
      kwargs: { url: 'amqp://u:[redacted]@h', more: true },
    }
    expect(fillIn(call, original)).toEqual({
      args: ['card', { list: [2, 'deep'] }],
      kwargs: { url: 'amqp://u:p@h', more: true },
    })
  })

  it.each([
    [{ args: ['a', { other: '[redacted]' }], kwargs: {} }, 'args.1.other'],
    [{ args: [], kwargs: { toString: '[redacted]' } }, 'kwargs.toString'],
  ])('are refused where it has none: %j', (call, path) => {
    expect(() => fillIn(call, original)).toThrow(expect.objectContaining({ code: 'invalid', path }))
  })
})
