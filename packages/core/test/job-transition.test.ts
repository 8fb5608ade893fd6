import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isFinal, JOB_STATUSES, type JobRecord } from '../src/job.js'
import {
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
    { start: 'applied', own: 'stale', waiting: 'stale' },
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
        expect(answer).not.toBe('applied')
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
