import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'

import { inParallel } from '../src/in-parallel.js'

test('does all, in order, and no more at once than allowed', async () => {
  /** @type {number[]} */
  const begun = []
  let running = 0
  let most = 0
  await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item)
    most = Math.max(most, ++running)
    await setImmediate()
    running -= 1
  })
  assert.deepEqual(begun, [1, 2, 3, 4, 5])
  assert.equal(most, 2)
})
