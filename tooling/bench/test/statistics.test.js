import assert from 'node:assert/strict'
import { test } from 'node:test'

import { median, medianRatio, percentile, spreadOf } from '../src/report/statistics.js'

test('the median is the middle value, or the mean of the two in the middle', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.equal(median([7]), 7)
  assert.ok(Number.isNaN(median([])))
})

test('numbers are put in order as numbers, and the caller’s list stays as it was', () => {
  const values = [10, 9, 100]
  assert.equal(median(values), 10)
  assert.deepEqual(values, [10, 9, 100])
})

test('a percentile is a value that occurs', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1)
  assert.equal(percentile(values, 0.5), 50)
  assert.equal(percentile(values, 0.99), 99)
  assert.equal(percentile(values, 1), 100)
  assert.equal(percentile([5], 0.01), 5)
})

test('a spread has the median and both ends', () => {
  assert.deepEqual(spreadOf([2, 9, 4]), { median: 4, min: 2, max: 9 })
})

test('a ratio is the median of the ratios of each round, not the ratio of the medians', () => {
  // Round 2 ran on a busy machine: both sides are slow, their ratio is not.
  assert.equal(medianRatio([20, 2, 30], [10, 1, 10]), 2)
})

test('a ratio of rounds that the other side lacks is no number', () => {
  assert.ok(Number.isNaN(medianRatio([1], [])))
})
