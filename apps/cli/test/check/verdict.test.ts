import type { WorkerInfo } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { judgeQueue, judgeWorkers, missing, reasonsOf } from '../../src/check/verdict.js'

const worker = (given: Partial<WorkerInfo> = {}, isPaused = false): WorkerInfo => ({
  workerId: 'mailer-1',
  name: 'mailer',
  host: 'one',
  pid: 1,
  version: '1.0.0',
  startedAt: new Date(0),
  state: 'working',
  health: 'ready',
  queues: [{ name: 'mails', slots: 10, running: 0, waiting: 0, isPaused }],
  slots: 10,
  running: 0,
  jobs: [],
  eventLoopLagMs: 0,
  memory: { rssBytes: 0, heapUsedBytes: 0 },
  ...given,
})

const judged = (
  answered: readonly WorkerInfo[],
  consumers: number | undefined,
  { scope = {}, isStrict = false, queue = 'mails' } = {},
) => judgeQueue({ queue, consumers, answered }, scope, isStrict).standing

describe('a queue', () => {
  it.each([
    ['working', { state: 'working' }, 'taken'],
    ['degraded', { health: 'degraded' }, 'taken'],
    ['not ready', { health: 'not_ready' }, 'not_taken'],
    ['starting', { state: 'starting' }, 'not_taken'],
    ['draining', { state: 'draining' }, 'not_taken'],
    ['stopping', { state: 'stopping' }, 'not_taken'],
  ] as const)('of a worker that is %s', (_name, given, standing) => {
    expect(judged([worker(given)], 1)).toBe(standing)
  })

  it('is taken by any worker that takes jobs from it, of those that count', () => {
    const idle = worker({ workerId: 'mailer-2', host: 'two', state: 'draining' })
    expect(judged([idle, worker()], 2)).toBe('taken')
    expect(judged([idle, worker()], 2, { scope: { host: 'two' } })).toBe('not_taken')
    expect(judged([worker()], 1, { scope: { worker: 'mailer' } })).toBe('taken')
    expect(judged([worker()], 1, { scope: { worker: 'mailer-1', host: 'one' } })).toBe('taken')
    expect(judged([worker()], 1, { scope: { worker: 'mailer', host: 'two' } })).toBe('none_meant')
    expect(judged([worker({}, true)], 0)).toBe('not_taken')
  })

  it('that nobody answers for is told by its consumers', () => {
    expect(judged([], undefined)).toBe('no_such_queue')
    expect(judged([], 0)).toBe('nobody')
    expect(judged([], 2)).toBe('unanswered')
    expect(judged([worker()], 2, { queue: 'images' })).toBe('unanswered')
    expect(judged([], 2, { scope: { host: 'one' } })).toBe('none_meant')
  })

  it('has consumers that do not answer, which only strictness minds', () => {
    expect(judged([worker()], 2)).toBe('taken')
    expect(judged([worker()], 2, { isStrict: true })).toBe('some_unanswered')
    expect(judged([worker()], 1, { isStrict: true })).toBe('taken')
    // A paused worker is no consumer.
    const answered = [worker(), worker({ workerId: 'mailer-2' }, true)]
    expect(missing({ queue: 'mails', consumers: 2, answered })).toBe(1)
  })
})

it('judges workers apart from any queue', () => {
  expect(judgeWorkers([worker()], { host: 'one' }).standing).toBe('taken')
  expect(judgeWorkers([worker({ state: 'draining' })], { host: 'one' }).standing).toBe('not_taken')
  expect(judgeWorkers([worker()], { host: 'two' }).standing).toBe('none_meant')
})

it('gives the reasons of a worker’s health, else its state', () => {
  const problems = ['broker_away', 'paused']
  expect(reasonsOf(worker({ health: 'not_ready', problems }))).toEqual(problems)
  expect(reasonsOf(worker({ state: 'draining' }))).toEqual(['draining'])
  expect(reasonsOf(worker({ health: 'degraded', problems: ['store_away'] }, true))).toEqual([
    'paused',
  ])
  // An older worker tells no reasons.
  expect(reasonsOf(worker({ health: 'not_ready', state: 'starting' }))).toEqual(['starting'])
})
