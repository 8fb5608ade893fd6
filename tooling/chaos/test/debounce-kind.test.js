import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeDebounce } from '../src/kinds/debounce/judge.js'
import { callOf, historyOf } from './sample-history.js'

/** @typedef {import('../src/kinds/feature-plans.d.ts').UniquePlan} UniquePlan */
/** @typedef {{ at: number, to?: number, jobId: string, call: number }} Run */

const REPLACE = /** @type {UniquePlan} */ ({ mode: 'replace', windowMs: 100 })
const DROP = /** @type {UniquePlan} */ ({ mode: 'drop', windowMs: 100 })
const [A, B] = ['new', 'replaced'].map((placed, call) =>
  callOf(call, { calledAt: call * 10, answeredAt: call * 10 + 5, jobId: 'a', placed }),
)

/**
 * @param {UniquePlan} unique
 * @param {import('../src/contract.d.ts').JobHistory['calls']} calls
 * @param {Run[]} runs
 */
function judged(unique, calls, ...runs) {
  const histories = runs.map(({ at, to = at + 20, jobId, call }) => {
    const base = { n: 0, jobId, jobTry: 1, worker: 'worker-0.1' }
    const start = { ...base, at, call, enqueueTime: 0, wasUnasked: false }
    return historyOf(
      { unique },
      {
        ...{ jobId, calls },
        starts: [{ event: 'started', ...start }],
        ends: [{ event: 'ended', ...base, at: to, outcome: 'returned' }],
      },
    )
  })
  return judgeDebounce(histories, { killedAt: new Map() }).map(({ reason }) => reason)
}

assert.ok(A && B)
const both = [...A, ...B]

test('two calls within a window are one run, with the arguments of the last', () => {
  assert.deepEqual(judged(REPLACE, both, { at: 110, jobId: 'a', call: 1 }), [])
})

test('a run with older arguments than those of a call that was answered is wrong', () => {
  assert.deepEqual(judged(REPLACE, both, { at: 110, jobId: 'a', call: 0 }), [
    'it was run for call 0, although call 1 came after it',
    'call 1 was replaced, and neither it nor a later one was run',
  ])
})

test('a run before the window is over is wrong, and at most maxWait after the first call is right', () => {
  const run = { at: 100, jobId: 'a', call: 1 }
  assert.deepEqual(judged(REPLACE, both, run), ['it began 10 ms before its window was over'])
  assert.deepEqual(judged({ ...REPLACE, maxWaitMs: 90 }, both, run), [])
})

test('two jobs of a key that run at once are wrong', () => {
  const later = callOf(1, { calledAt: 105, answeredAt: 106, jobId: 'b', placed: 'new' })
  const runs = (/** @type {number} */ at) => [
    { at: 100, to: 250, jobId: 'a', call: 0 },
    { at, jobId: 'b', call: 1 },
  ]
  assert.deepEqual(judged(REPLACE, [...A, ...later], ...runs(251)), [])
  assert.deepEqual(judged(REPLACE, [...A, ...later], ...runs(240)), [
    'it ran beside a, of the same key',
  ])
})

test('a call that was dropped is not run, and none is new within the window of another', () => {
  const dropped = callOf(1, { calledAt: 10, answeredAt: 15, jobId: 'a', placed: 'dropped' })
  assert.deepEqual(judged(DROP, [...A, ...dropped], { at: 20, jobId: 'a', call: 0 }), [])
  const [reason] = judged(DROP, [...A, ...dropped], { at: 20, jobId: 'a', call: 1 })
  assert.equal(reason, 'it was run for call 1, which was dropped')
  const second = callOf(1, { calledAt: 50, answeredAt: 55, jobId: 'b', placed: 'new' })
  const runs = [
    { at: 20, jobId: 'a', call: 0 },
    { at: 60, jobId: 'b', call: 1 },
  ]
  assert.deepEqual(judged(DROP, [...A, ...second], ...runs), ['it is new, within the window of a'])
})

test('two calls that made the same job are one too many', () => {
  const second = callOf(1, { calledAt: 10, answeredAt: 15, jobId: 'a', placed: 'new' })
  assert.deepEqual(judged(REPLACE, [...A, ...second], { at: 110, jobId: 'a', call: 1 }), [
    '2 calls were told that they are the first of it',
  ])
})
