import assert from 'node:assert/strict'
import { test } from 'node:test'

import { callsLeft } from '../src/plan/calls-left.js'
import { eventsOf, jobOf } from './sample-evidence.js'

test('a client goes on where the one before it was; only calls of unique jobs are repeated', () => {
  const [plain, unique, answered, later] = [
    jobOf({ n: 0 }),
    jobOf({ n: 1, kind: 'unique' }),
    jobOf({ n: 2, kind: 'unique' }),
    jobOf({ n: 3 }),
  ]
  const ofAnother = jobOf({ n: 4, calls: [{ client: 1, atMs: 0 }] })
  const begun = [plain, unique].flatMap((job) => eventsOf(job, 0).slice(0, 1))
  const { calls, answeredBefore } = callsLeft(
    [plain, unique, answered, later, ofAnother],
    [...begun, ...eventsOf(answered, 0)],
    0,
  )
  assert.deepEqual(
    calls.map(({ job }) => job.n),
    [1, 3],
  )
  assert.equal(answeredBefore, 2)
})

test('what is done with a job is repeated until it is done, and so is an enqueue with an id of its own', () => {
  const calls = [
    { client: 0, atMs: 0 },
    { client: 0, atMs: 5, act: /** @type {const} */ ('signal') },
  ]
  const job = jobOf({ n: 3, kind: 'signals', calls })
  const called = eventsOf(job, 0).filter(({ event }) => event === 'called')
  const noted = { event: /** @type {const} */ ('noted'), at: 1, n: 3, by: 'client-0.1', what: 'w' }
  const left = (/** @type {import('../src/contract.d.ts').Witnessed[]} */ ...seen) =>
    callsLeft([job], seen, 0).calls.map(({ call }) => call)
  assert.deepEqual(left(...called, noted), [0, 1])
  assert.deepEqual(left(...eventsOf(job, 0), { ...noted, call: 1 }), [])
})
