import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Random } from '../src/plan/random.js'

test('a seed and a stream give the same numbers each time, and others give others', () => {
  const take = (/** @type {number} */ seed, /** @type {string} */ stream) => {
    const random = new Random(seed, stream)
    return Array.from({ length: 5 }, () => random.next())
  }
  assert.deepEqual(take(1, 'jobs'), take(1, 'jobs'))
  assert.notDeepEqual(take(1, 'jobs'), take(2, 'jobs'))
  assert.notDeepEqual(take(1, 'jobs'), take(1, 'faults'))
})

test('numbers stay within their limits and reach all of it', () => {
  const random = new Random(3, 'limits')
  const whole = Array.from({ length: 2000 }, () => random.between(2, 5))
  assert.deepEqual([...new Set(whole)].sort(), [2, 3, 4, 5])
  const octaves = Array.from({ length: 2000 }, () => random.octaves(100, 1600))
  assert.ok(octaves.every((value) => value >= 100 && value <= 1600))
  const lower = octaves.filter((value) => value < 400).length
  assert.ok(lower > 800 && lower < 1200, `${lower} of 2000 in the lower two of four octaves`)
  const picked = Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c']))
  assert.deepEqual([...new Set(picked)].sort(), ['a', 'b', 'c'])
})
