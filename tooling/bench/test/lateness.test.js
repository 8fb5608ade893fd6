import assert from 'node:assert/strict'
import { test } from 'node:test'

import { describeLateness, drainRate } from '../src/measure/lateness.js'

/** @param {readonly number[]} dueAt @param {readonly number[]} startedAt */
const momentsOf = (dueAt, startedAt) => ({
  dueAt: Float64Array.from(dueAt),
  startedAt: Float64Array.from(startedAt),
})

/** @param {number} count @param {(index: number) => number} at */
const series = (count, at) => Array.from({ length: count }, (_, index) => at(index))

test('lateness is from the moment a job was due to its start, job by job', () => {
  const { lateP50Ms, lateP99Ms, lateMaxMs, early } = describeLateness(
    momentsOf([100, 50, 200], [103, 150, 201]),
  )
  assert.deepEqual(
    { lateP50Ms, lateP99Ms, lateMaxMs, early },
    { lateP50Ms: 3, lateP99Ms: 100, lateMaxMs: 100, early: 0 },
  )
})

test('a job that began a millisecond before it was due is counted', () => {
  const moments = momentsOf([100, 100, 100], [100, 99, 101])
  assert.equal(describeLateness(moments).early, 1)
})

test('jobs due together drain from that moment on', () => {
  // The first comes 100 ms after all were due, then one every millisecond.
  const moments = momentsOf(
    series(1000, () => 5000),
    series(1000, (index) => 5100 + index),
  )
  // 990 jobs until no more than 1 % wait, in 1,089 ms.
  assert.equal(Math.round(drainRate(moments)), Math.round((990 / 1089) * 1000))
})

test('what comes on time after a backlog does not make its drain look slow', () => {
  const moments = momentsOf(
    [...series(500, () => 0), ...series(500, (index) => 10_000 + index * 100)],
    [...series(500, (index) => index), ...series(500, (index) => 10_001 + index * 100)],
  )
  assert.equal(Math.round(drainRate(moments)), Math.round((490 / 489) * 1000))
})

test('the backlog of most jobs counts, not a longer stall with few', () => {
  const moments = momentsOf(
    [...series(500, () => 0), ...series(20, () => 10_000)],
    [...series(500, (index) => 2 * index), ...series(20, () => 13_000)],
  )
  assert.equal(Math.round(drainRate(moments)), Math.round((495 / 988) * 1000))
})

test('without a backlog there is no rate to tell', () => {
  const moments = momentsOf(
    series(1000, (index) => index * 10),
    series(1000, (index) => index * 10 + 5),
  )
  assert.equal(drainRate(moments), Number.NaN)
})
