import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isFinal, JOB_STATUSES, type JobRecord } from '../src/job.js'
import {
  countDuplicates,
  decideTransition,
  type TransitionGuard,
  type TransitionOutcome,
  type TransitionState,
} from '../src/job-transition.js'

const EARLIER = '2026-01-01T00:00:00.000+00:00'
const NOW = '2026-01-01T00:00:01.000+00:00'
const LATER = '2026-01-01T00:00:02.000+00:00'

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

type Row = [string, TransitionState | undefined, Record<TransitionGuard, TransitionOutcome>]

const rows: Row[] = [
  ['nothing', undefined, { start: 'applied', own: 'applied', waiting: 'stale' }],
  ['a queued job', state(), { start: 'applied', own: 'applied', waiting: 'applied' }],
  [
    'a retrying job of an earlier attempt',
    state({ status: 'retrying', token: 'other' }),
    { start: 'applied', own: 'stale', waiting: 'applied' },
  ],
  [
    'a running job of another attempt',
    state({ status: 'in_progress', token: 'other' }),
    { start: 'repeated', own: 'stale', waiting: 'stale' },
  ],
  [
    'a running job of an earlier try',
    state({ status: 'in_progress', token: 'other', retryCount: 0 }),
    { start: 'applied', own: 'stale', waiting: 'stale' },
  ],
  [
    'a running job that names no attempt',
    state({ status: 'in_progress' }),
    { start: 'applied', own: 'applied', waiting: 'stale' },
  ],
  [
    'a running job of this attempt',
    state({ status: 'in_progress', token: 'mine' }),
    { start: 'applied', own: 'applied', waiting: 'applied' },
  ],
  [
    'a later attempt',
    state({ status: 'retrying', token: 'other', retryCount: 2 }),
    { start: 'final', own: 'final', waiting: 'final' },
  ],
  [
    'a completed job',
    state({ status: 'completed', token: 'other' }),
    { start: 'final', own: 'final', waiting: 'final' },
  ],
  [
    'a failed job',
    state({ status: 'failed', token: 'other' }),
    { start: 'final', own: 'final', waiting: 'final' },
  ],
  [
    'an aborted job',
    state({ status: 'aborted' }),
    { start: 'final', own: 'final', waiting: 'final' },
  ],
  [
    'this attempt’s own end, which overtook a note of its run',
    state({ status: 'completed', token: 'mine' }),
    { start: 'final', own: 'final', waiting: 'final' },
  ],
  [
    'the retry that this attempt asked for, which overtook a note of its run',
    state({ status: 'retrying', token: 'mine', retryCount: 2 }),
    { start: 'final', own: 'final', waiting: 'final' },
  ],
  [
    'a newer job under the same id',
    state({ enqueueTime: LATER }),
    { start: 'stale', own: 'stale', waiting: 'stale' },
  ],
  [
    'what is left of an older job under the same id',
    state({ enqueueTime: EARLIER, status: 'completed', token: 'other', retryCount: 9 }),
    { start: 'applied', own: 'applied', waiting: 'stale' },
  ],
  [
    'a record of the Python library, without an enqueue time',
    state({ enqueueTime: undefined }),
    { start: 'applied', own: 'applied', waiting: 'applied' },
  ],
  [
    'what the Python library writes between two tries',
    state({ enqueueTime: undefined, status: 'failed' }),
    { start: 'applied', own: 'final', waiting: 'final' },
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
  const anyGuard = fc.constantFrom<TransitionGuard[]>('start', 'own', 'waiting')

  it('never lets anybody write over the end of the same job', () => {
    fc.assert(
      fc.property(anyState, anyGuard, (current, guard) => {
        fc.pre(isFinal(current.status) && current.enqueueTime !== EARLIER)
        const mayBePythonsRetry = current.status === 'failed' && current.enqueueTime === undefined
        fc.pre(!(guard === 'start' && mayBePythonsRetry))
        const answer = decideTransition(current, { record: next(), guard })
        expect(['stale', 'final']).toContain(answer)
      }),
    )
  })

  it('never lets an attempt write that does not hold the record', () => {
    fc.assert(
      fc.property(anyState, (current) => {
        fc.pre(current.token !== undefined && current.enqueueTime !== EARLIER)
        const answer = decideTransition(current, { record: next(), guard: 'own' })
        expect(answer).not.toBe('applied')
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
    ['a newer job under this id', 'start', state({ enqueueTime: LATER })],
  ])('stays as it was after %s', (_what, guard, current) => {
    expect(after(guard, { ...current, ...counted })).toEqual(counted)
  })
})
