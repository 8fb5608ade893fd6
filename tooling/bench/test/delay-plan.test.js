import assert from 'node:assert/strict'
import { test } from 'node:test'

import { planDelays } from '../src/measure/delay-plan.js'

const NOW = 1_700_000_000_000
const COUNT = 7000
const law = /** @type {const} */ ({ kind: 'log-uniform', shortestMs: 10, longestMs: 1280 })

/** @returns {number[]} of all jobs */
function delaysOf() {
  const plan = planDelays(law, { count: COUNT, startMs: NOW })
  return Array.from({ length: COUNT }, (_, index) => plan(index, NOW).dueAtMs - NOW)
}

test('spread delays are as many in each octave, and stay within their bounds', () => {
  const delays = delaysOf()
  assert.ok(Math.min(...delays) >= law.shortestMs)
  assert.ok(Math.max(...delays) <= law.longestMs)
  for (let octave = 0; octave < 7; octave += 1) {
    const from = law.shortestMs * 2 ** octave
    const within = delays.filter((delay) => delay >= from && delay < from * 2).length
    assert.ok(within > 850 && within < 1150, `${within} from ${from} ms`)
  }
})

test('every run has the same delays', () => {
  assert.deepEqual(delaysOf(), delaysOf())
})

test('the client is told the very delay by which the moment is judged', () => {
  const plan = planDelays(law, { count: 3, startMs: NOW })
  const { dueAtMs, when } = plan(2, NOW + 500)
  assert.equal(when?.deferBy, `${dueAtMs - NOW - 500}ms`)
})

test('one moment is the same for all, whenever they are sent', () => {
  const plan = planDelays({ kind: 'one moment', afterMs: 3000 }, { count: 9, startMs: NOW })
  for (const index of [0, 8]) {
    const { dueAtMs, when } = plan(index, NOW + index * 100)
    assert.equal(dueAtMs, NOW + 3000)
    assert.equal(when?.deferUntil?.getTime(), NOW + 3000)
  }
})

test('without a delay a job is due when it is sent', () => {
  const plan = planDelays({ kind: 'none' }, { count: 1, startMs: NOW })
  assert.deepEqual(plan(0, NOW + 7), { dueAtMs: NOW + 7, when: undefined })
})
