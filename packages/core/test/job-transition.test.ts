import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isFinal, isTombstone, JOB_STATUSES, type JobRecord } from '../src/job/job.js'
import {
  ANNOUNCEMENT_LATE_MS,
  countDuplicates,
  decideTransition,
  outrunsAnnouncement,
  type TransitionGuard,
  type TransitionOutcome,
  type TransitionState,
} from '../src/job/job-transition.js'
import type { Lifetime } from '../src/time/lifetime.js'

const EARLIER = '2026-01-01T00:00:00.000+00:00'
const NOW = '2026-01-01T00:00:01.000+00:00'
const LATER = '2026-01-01T00:00:02.000+00:00'

const FINAL = JOB_STATUSES.filter(isFinal)

const next = (change: Partial<TransitionState> = {}): JobRecord => ({
  jobId: 'j1',
  status: 'in_progress',
  functionName: 'f',
  args: [],
  kwargs: {},
  queueName: 'q',
  enqueueTime: NOW,
  token: 'mine',
  retryCount: 1,
  workerId: 'w',
  startTime: NOW,
  createdAt: NOW,
  ...change,
})
const state = (change: Partial<TransitionState> = {}): TransitionState => ({
  token: undefined,
  enqueueTime: NOW,
  status: 'queued',
  retryCount: 1,
  ...change,
})

type Answers = Record<TransitionGuard, TransitionOutcome>
type Row = [string, TransitionState | undefined, Answers]

const answers = (
  start: TransitionOutcome,
  own: TransitionOutcome,
  end: TransitionOutcome,
  waiting: TransitionOutcome,
  uncontested = end,
): Answers => ({ start, own, end, uncontested, waiting })

const rows: Row[] = [
  ['nothing', undefined, answers('applied', 'applied', 'applied', 'stale')],
  ['a queued job', state(), answers('applied', 'applied', 'applied', 'applied')],
  [
    'a retrying job of the try before',
    state({ status: 'retrying', token: 'other' }),
    answers('applied', 'applied', 'applied', 'applied'),
  ],
  [
    'a job that another attempt has handed back',
    state({ token: 'other' }),
    answers('applied', 'stale', 'applied', 'applied'),
  ],
  [
    'a running job of another attempt',
    state({ status: 'in_progress', token: 'other' }),
    answers('repeated', 'stale', 'applied', 'stale', 'stale'),
  ],
  [
    'a running job of an earlier try',
    state({ status: 'in_progress', token: 'other', retryCount: 0 }),
    answers('applied', 'applied', 'applied', 'stale'),
  ],
  [
    'a running job that names no attempt',
    state({ status: 'in_progress' }),
    answers('applied', 'applied', 'applied', 'stale'),
  ],
  [
    'a running job of this attempt',
    state({ status: 'in_progress', token: 'mine' }),
    answers('applied', 'applied', 'applied', 'applied'),
  ],
  [
    'a later attempt',
    state({ status: 'retrying', token: 'other', retryCount: 2 }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'a completed job',
    state({ status: 'completed', token: 'other' }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'a failed job',
    state({ status: 'failed', token: 'other' }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'a job of an earlier try that has ended',
    state({ status: 'failed', token: 'other', retryCount: 0 }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'a job that was stopped while it waited',
    state({ status: 'aborted' }),
    answers('final', 'final', 'final', 'final', 'applied'),
  ],
  [
    'a job that was stopped while it ran',
    state({ status: 'aborted', token: 'other' }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'a retry that was stopped while it waited',
    state({ status: 'aborted', retryCount: 2 }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'this attempt’s own end, which overtook a note of its run',
    state({ status: 'completed', token: 'mine' }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'the retry that this attempt asked for, which overtook a note of its run',
    state({ status: 'retrying', token: 'mine', retryCount: 2 }),
    answers('final', 'final', 'final', 'final'),
  ],
  [
    'a newer job under the same id',
    state({ enqueueTime: LATER }),
    answers('stale', 'stale', 'stale', 'stale'),
  ],
  [
    'what is left of an older job under the same id',
    state({ enqueueTime: EARLIER, status: 'completed', token: 'other', retryCount: 9 }),
    answers('applied', 'applied', 'applied', 'stale'),
  ],
  [
    'a record of the Python library, without an enqueue time',
    state({ enqueueTime: undefined }),
    answers('applied', 'applied', 'applied', 'applied'),
  ],
  [
    'what the Python library writes between two tries',
    state({ enqueueTime: undefined, status: 'failed' }),
    answers('applied', 'final', 'applied', 'final'),
  ],
]

describe('what a store answers to a write', () => {
  it.each(
    rows.flatMap(([what, current, answers]) =>
      Object.entries(answers).map(([guard, outcome]) => ({ what, current, guard, outcome })),
    ),
  )('$guard on $what: $outcome', ({ current, guard, outcome }) => {
    const answer = decideTransition(current, { record: next(), guard: guard as TransitionGuard })
    expect(answer).toBe(outcome)
  })

  it('compares moments, not the texts they are written as', () => {
    const sameMoment = state({ enqueueTime: '2026-01-01T00:00:01Z' })
    expect(decideTransition(sameMoment, { record: next(), guard: 'waiting' })).toBe('applied')
  })

  it('lets an attempt that asked nobody end over one that did', () => {
    const running = state({ status: 'in_progress', token: 'other' })
    for (const record of [
      next({ status: 'completed' }),
      next({ status: 'retrying', retryCount: 2 }),
    ]) {
      expect(decideTransition(running, { record, guard: 'uncontested' })).toBe('applied')
    }
  })

  it('lets an end be written again, whose first answer was lost', () => {
    const ended = state({ status: 'completed', token: 'mine' })
    const record = next({ status: 'completed' })
    expect(decideTransition(ended, { record, guard: 'own' })).toBe('applied')
  })

  const anyState = fc.record({
    token: fc.option(fc.constantFrom('other', 'third'), { nil: undefined }),
    enqueueTime: fc.constantFrom(undefined, EARLIER, NOW, LATER),
    status: fc.constantFrom(...JOB_STATUSES),
    retryCount: fc.integer({ min: 0, max: 3 }),
  })
  const anyGuard = fc.constantFrom<TransitionGuard[]>(
    'start',
    'own',
    'end',
    'uncontested',
    'waiting',
  )
  const anyEnd = fc.record({
    status: fc.constantFrom(...FINAL),
    retryCount: fc.integer({ min: 0, max: 3 }),
  })
  /** From 1; `retrying` tells of the try that has ended. */
  const tryOf = ({ status, retryCount }: Pick<TransitionState, 'status' | 'retryCount'>) =>
    status === 'retrying' ? retryCount : retryCount + 1

  it('never lets anybody write over the end of the same job', () => {
    fc.assert(
      fc.property(anyState, anyGuard, (current, guard) => {
        fc.pre(isFinal(current.status) && current.enqueueTime !== EARLIER)
        const mayBePythonsRetry = current.status === 'failed' && current.enqueueTime === undefined
        fc.pre(!(['start', 'end', 'uncontested'].includes(guard) && mayBePythonsRetry))
        fc.pre(!(guard === 'uncontested' && isTombstone(current)))
        const answer = decideTransition(current, { record: next(), guard })
        expect(['stale', 'final']).toContain(answer)
      }),
    )
  })

  it('never lets an attempt that has lost its job write where another one of the same try stands', () => {
    fc.assert(
      fc.property(anyState, (current) => {
        fc.pre(current.token !== undefined && current.enqueueTime !== EARLIER)
        fc.pre(tryOf(current) >= tryOf(next()))
        const answer = decideTransition(current, { record: next(), guard: 'own' })
        expect(answer).not.toBe('applied')
      }),
    )
  })

  it('always lets the end of a later try in over an earlier one that has not ended, whoever holds it', () => {
    fc.assert(
      fc.property(
        anyState,
        anyEnd,
        fc.constantFrom('own', 'end', 'uncontested'),
        (current, end, guard) => {
          fc.pre(!isFinal(current.status) && current.enqueueTime !== LATER)
          fc.pre(tryOf(current) < tryOf(end))
          expect(decideTransition(current, { record: next(end), guard })).toBe('applied')
        },
      ),
    )
  })

  it('always lets the end of an attempt that still has its job in, unless the job has ended or gone on', () => {
    fc.assert(
      fc.property(
        anyState,
        anyEnd,
        fc.constantFrom('end', 'uncontested'),
        (current, end, guard) => {
          fc.pre(!isFinal(current.status) && current.enqueueTime !== LATER)
          fc.pre(tryOf(current) <= tryOf(end) && current.retryCount <= end.retryCount)
          expect(decideTransition(current, { record: next(end), guard })).toBe('applied')
        },
      ),
    )
  })

  it('never lets a try that asked for its retry write over that retry', () => {
    fc.assert(
      fc.property(anyState, anyGuard, (current, guard) => {
        fc.pre(!isFinal(current.status) && current.enqueueTime === NOW)
        fc.pre(current.retryCount === 1 && current.status !== 'retrying')
        // Of try 1, while try 2 waits or runs.
        const record = next({ status: 'retrying', retryCount: 1 })
        expect(['stale', 'final']).toContain(decideTransition(current, { record, guard }))
      }),
    )
  })
})

describe('what a record says of duplicates', () => {
  const counted = { duplicateRuns: 2, duplicateDeliveries: 3 }
  const after = (
    guard: TransitionGuard,
    current: TransitionState | undefined,
    change: Partial<TransitionState> = {},
  ) => {
    const write = { record: next({ duplicateRuns: 90, duplicateDeliveries: 90, ...change }), guard }
    return countDuplicates(current, write, decideTransition(current, write))
  }
  const none = { duplicateRuns: undefined, duplicateDeliveries: undefined }

  it('begins at nothing, whatever the writer says', () => {
    expect(after('start', undefined)).toStrictEqual(none)
    expect(after('start', state())).toStrictEqual(none)
    expect(after('own', state({ enqueueTime: EARLIER, ...counted }))).toStrictEqual(none)
  })

  it('is one run more when a try begins that is under way', () => {
    const running = state({ status: 'in_progress', token: 'other' })
    expect(after('start', running)).toStrictEqual({ ...none, duplicateRuns: 1 })
    expect(after('start', { ...running, ...counted })).toEqual({ ...counted, duplicateRuns: 3 })
  })

  it.each<[string, TransitionState]>([
    ['the job has ended', state({ status: 'completed', token: 'other' })],
    ['its retry is on its way', state({ status: 'retrying', token: 'other', retryCount: 2 })],
  ])('is one run more when a try ends that asked nobody, and %s', (_what, current) => {
    const end = { status: 'completed' } as const
    expect(after('uncontested', current, end)).toStrictEqual({ ...none, duplicateRuns: 1 })
    expect(after('uncontested', { ...current, ...counted }, end)).toEqual({
      ...counted,
      duplicateRuns: 3,
    })
    // What only lasts will end.
    expect(after('uncontested', { ...current, ...counted })).toEqual(counted)
  })

  it.each<[string, TransitionState]>([
    ['the job has ended', state({ status: 'completed', token: 'other' })],
    ['the job was stopped as it ran', state({ status: 'aborted', token: 'other' })],
    ['its retry is on its way', state({ status: 'retrying', token: 'other', retryCount: 2 })],
    ['it has ended by the word of the Python library', state({ status: 'completed' })],
  ])('is one delivery more when a try begins and %s', (_what, current) => {
    expect(after('start', current)).toStrictEqual({ ...none, duplicateDeliveries: 1 })
    expect(after('start', { ...current, ...counted })).toEqual({
      ...counted,
      duplicateDeliveries: 4,
    })
  })

  it.each<[string, TransitionGuard, TransitionState]>([
    ['an end', 'own', state({ status: 'in_progress', token: 'mine' })],
    ['the next try', 'start', state({ status: 'retrying', token: 'other', retryCount: 0 })],
    ['a start after a hand-back', 'start', state({ token: 'other' })],
    ['a start whose answer was lost', 'start', state({ status: 'completed', token: 'mine' })],
    ['the delivery of a job stopped as it waited', 'start', state({ status: 'aborted' })],
    ['a late end', 'own', state({ status: 'completed', token: 'other' })],
    ['a second end', 'end', state({ status: 'completed', token: 'other' })],
    ['an end over a start', 'end', state({ status: 'in_progress', token: 'other' })],
    ['a tombstone that came too late', 'uncontested', state({ status: 'aborted' })],
    ['an end whose answer was lost', 'uncontested', state({ status: 'completed', token: 'mine' })],
    ['a newer job under this id', 'start', state({ enqueueTime: LATER })],
  ])('stays as it was after %s', (_what, guard, current) => {
    expect(after(guard, { ...current, ...counted })).toEqual(counted)
  })
})

describe('whether a write outruns the announcement of its job', () => {
  const announced = (change: Partial<TransitionState>, ttlMs: Lifetime, isAnnounced = true) => ({
    record: next(change),
    ttlMs,
    isAnnounced,
  })
  const ended = { status: 'completed' } as const

  it.each([
    ['an end of which nothing is kept', announced(ended, 0)],
    ['an end that is kept for less than it can be late', announced(ended, 59_999)],
    ['a start', announced({}, 'forever')],
    ['a retry', announced({ status: 'retrying' }, 'forever')],
  ])('it does: %s, where nothing stands', (_what, change) => {
    expect(outrunsAnnouncement(undefined, change)).toBe(true)
  })

  it.each([
    ['an end that stands in its way', undefined, announced(ended, ANNOUNCEMENT_LATE_MS)],
    ['an end that stays for ever', undefined, announced(ended, 'forever')],
    ['a job that was not announced', undefined, announced(ended, 0, false)],
    ['a record that has come', state(), announced(ended, 0)],
  ])('it does not: %s', (_what, current, change) => {
    expect(outrunsAnnouncement(current, change)).toBe(false)
  })
})
