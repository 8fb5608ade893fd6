import assert from 'node:assert/strict'
import { test } from 'node:test'

import { COMMITTED, judgeOutbox } from '../src/kinds/outbox/judge.js'
import { judge } from '../src/verdict/verdict.js'
import { DEAD_LETTER_QUEUE, evidenceOf, jobOf, startOf } from './sample-evidence.js'
import { callOf, historyOf } from './sample-history.js'

const JOB = { transaction: { lastsMs: 1, isRolledBack: false } }
const committed = callOf(0, {
  calledAt: 1000,
  answeredAt: 5000,
  jobId: 'job-0',
  outcome: COMMITTED,
})

test('a job of a committed row that ran once is right', () => {
  assert.deepEqual(judgeOutbox(historyOf(JOB, { calls: committed })), [])
})

test('a job whose row was rolled back and that was run is wrong', () => {
  const calls = callOf(0, { calledAt: 1000, answeredAt: 1010, outcome: 'rolled back' })
  assert.deepEqual(judgeOutbox(historyOf(JOB, { calls })), [
    'it was run, and its row was never committed',
  ])
})

test('a committed row that nobody sent is missing, also when its client heard nothing of the commit', () => {
  const job = jobOf({ ...JOB, kind: 'outbox' })
  const { missing } = judge(evidenceOf({ jobs: [job], events: committed }), DEAD_LETTER_QUEUE)
  assert.equal(missing, 1)
})

test('a row that was sent twice is wrong, unless a worker was killed', () => {
  const starts = [startOf(0, 1, 1100, 'job-0'), startOf(0, 1, 1200, 'job-0')]
  assert.deepEqual(judgeOutbox(historyOf(JOB, { calls: committed, starts })), [
    'it was started 2 times, and 0 of its workers were killed',
  ])
  assert.deepEqual(judgeOutbox(historyOf(JOB, { calls: committed, starts, crashes: 1 })), [])
})
