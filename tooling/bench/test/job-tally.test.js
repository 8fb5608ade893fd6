import assert from 'node:assert/strict'
import { mock, test } from 'node:test'

import { JobTally } from '../src/measure/job-tally.js'

/** @param {number} jobs @param {readonly number[]} done */
function tallyOf(jobs, done) {
  const tally = new JobTally(jobs)
  done.forEach((sequence) => tally.mark(sequence))
  return tally
}

test('is content when each job was done once, in whatever order', () => {
  tallyOf(3, [2, 0, 1]).expectEachOnce()
})

test('names jobs that were lost, repeated or never sent', () => {
  assert.throws(() => tallyOf(3, [0, 2]).expectEachOnce(), /of 3 jobs: 1 never done \(1\)/)
  assert.throws(
    () => tallyOf(2, [0, 1, 1]).expectEachOnce(),
    /of 2 jobs: 1 done more than once \(1\)/,
  )
  assert.throws(() => tallyOf(1, [0, 7]).expectEachOnce(), /1 that nobody sent \(7\)/)
  assert.throws(() => tallyOf(1, [0, Number.NaN]).expectEachOnce(), /1 that nobody sent \(NaN\)/)
  assert.throws(() => tallyOf(9, []).expectEachOnce(), /9 never done \(0, 1, 2, 3, 4, …\)/)
})

test('where not all are done, none may be done twice', () => {
  tallyOf(3, [1]).expectNoneTwice()
  assert.throws(() => tallyOf(3, [1, 1]).expectNoneTwice(), /more than once/)
})

test('counts on beyond what its memory holds', () => {
  const tally = tallyOf(
    1,
    Array.from({ length: 256 }, () => 0),
  )
  assert.throws(() => tally.expectEachOnce(), /more than once/)
})

test('calls back in the midst of the job that was waited for', async () => {
  const tally = new JobTally(3)
  /** @type {number[]} */
  const seen = []
  tally.at(2, () => seen.push(tally.done))
  const reached = tally.reached(2)
  tally.mark(0)
  assert.deepEqual(seen, [])
  tally.mark(1)
  assert.deepEqual(seen, [2])
  tally.mark(2)
  assert.deepEqual(seen, [2])
  await reached
  await tally.reached(1)
})

test('gives up when no job is done any more', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const tally = new JobTally(3)
  const reached = tally.reached(3)
  tally.mark(0)
  mock.timers.tick(30_000)
  mock.timers.tick(30_000)
  await assert.rejects(reached, /1 of 3 jobs are done, and none for 30 s/)
})
