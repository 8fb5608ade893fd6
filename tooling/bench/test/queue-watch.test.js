import assert from 'node:assert/strict'
import { test } from 'node:test'

import { QueueWatch } from '../src/measure/queue-watch.js'

/**
 * A program that takes messages out of a queue, which has as many as `counts` says, look by look.
 * @param {number[]} counts
 * @param {{ isOver?: boolean }} [options]
 */
function measure(counts, { isOver = false } = {}) {
  const countMessages = async () => (counts.length > 1 ? counts.shift() : counts[0]) ?? 0
  const running = {
    ...{ pid: process.pid, program: 'node', ended: Promise.resolve(), stop: async () => undefined },
  }
  const watch = new QueueWatch({ countMessages, running, serverPids: undefined })
  const doneOf = (/** @type {number} */ messages) => 100 - messages
  const ends = { isOver: () => isOver, giveUpAfterMs: 100, countedWithinMs: 0 }
  return watch.measure({ warmUp: 20, total: 100, doneOf, ...ends })
}

test('a program is measured from its warm-up to its last message', async () => {
  const { jobsPerSecond = 0, cpuMicrosPerJob } = await measure([100, 90, 80, 40, 0])
  assert.ok(jobsPerSecond > 0 && jobsPerSecond < Infinity)
  assert.notEqual(cpuMicrosPerJob, undefined)
})

test('a program that ends before all is done is no measurement', async () => {
  await assert.rejects(
    measure([100, 70, 60], { isOver: true }),
    /it ended when 0 of 20 jobs were done/,
  )
})

test('a program that stops taking messages is given up', async () => {
  await assert.rejects(measure([100, 50]), /50 of 100 jobs are done, and it takes no end/)
})
