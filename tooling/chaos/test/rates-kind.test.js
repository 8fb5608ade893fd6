import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeRates } from '../src/kinds/rates/judge.js'
import { startOf } from './sample-evidence.js'
import { historyOf } from './sample-history.js'

/** Jobs of one key that began at these moments. @param {number[]} moments @param {string} [name] */
const began = (moments, name = 'k') =>
  moments.map((at, n) => {
    const jobId = `${name}-${n}`
    const seen = { jobId, starts: [startOf(n, 1, at, jobId)] }
    return historyOf({ n, key: { name, isStrict: false } }, seen)
  })

test('as many as the rate allows begin at once, and the next ones when the window is over', () => {
  assert.deepEqual(judgeRates(began([0, 0, 1, 2, 3, 1500, 1500, 1501])), [])
})

test('one too many in a window is wrong, also around the turn of two', () => {
  assert.deepEqual(judgeRates(began([0, 0, 1, 2, 3, 1499])), [
    { jobId: 'k-5', reason: 'it began 1499 ms after the 5th start of k before it, of 1500 ms' },
  ])
  const turn = judgeRates(began([0, 1400, 1400, 1400, 1400, 1500, 1600]))
  assert.deepEqual(
    turn.map(({ jobId }) => jobId),
    ['k-6'],
  )
})

test('each key has its own window, each try needs a start, and a try that a crash repeats does not', () => {
  assert.deepEqual(judgeRates([...began([0, 1, 2, 3]), ...began([0, 1, 2, 3], 'other')]), [])
  const [first, ...others] = began([0, 1, 2, 3, 4])
  assert.ok(first)
  const starts = (/** @type {number} */ jobTry) => [
    ...first.starts,
    startOf(0, jobTry, 50, first.jobId),
  ]
  assert.deepEqual(judgeRates([{ ...first, starts: starts(1) }, ...others]), [])
  assert.equal(judgeRates([{ ...first, starts: starts(2) }, ...others]).length, 1)
})
