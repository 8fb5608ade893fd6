import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeFlow, judgeFlows } from '../src/kinds/flows/judge.js'
import { idsOfFlow, jobOfNode, nodesOf } from '../src/kinds/flows/tree.js'
import { judgeJob } from '../src/verdict/judge-job.js'
import { DEAD_LETTER_QUEUE, endOf, jobOf, messageOf, recordOf, startOf } from './sample-evidence.js'
import { historyOf } from './sample-history.js'

/** @typedef {import('../src/kinds/feature-plans.d.ts').FlowPlan} FlowPlan */

/** @param {Partial<FlowPlan>} [of] @returns {FlowPlan} */
const node = (of = {}) => ({ failures: 0, onChildFailure: 'fail', children: [], ...of })

const FAILS = node({ failures: 'always' })
const FLOW = node({ onChildFailure: 'ignore', children: [node({ children: [FAILS] }), node()] })
const JOB = jobOf({ kind: 'flows', flow: FLOW })

test('jobs are numbered level by level, and a failure goes up until somebody ignores it', () => {
  assert.deepEqual(
    nodesOf(FLOW).map(({ children, status, isRefused }) => [children, status, isRefused]),
    [
      [[1, 2], 'completed', false],
      [[3], 'failed', true],
      [[], 'completed', false],
      [[], 'failed', false],
    ],
  )
  assert.deepEqual(idsOfFlow(JOB, 'r'), ['r', 'r.1', 'r.2', 'r.3'])
  assert.equal(jobOfNode(JOB, 'r.3').failures, 'always')
  assert.equal(jobOfNode(JOB, 'r.1').refusedWith, 'ARQ_JOB_CHILD_FAILED')
})

test('a parent that was given all its children is right, and one with a child forgotten is wrong', () => {
  const given = (/** @type {unknown} */ got) => judgeFlow(historyOf(JOB, { jobId: 'r', got }))
  assert.deepEqual(given({ number: 0, children: ['failed', 2] }), [])
  assert.match(
    given({ number: 0, children: ['failed'] })[0] ?? '',
    /it was given .*not \["failed",2\]/,
  )
})

test('a parent that was started twice is wrong, unless its worker was killed', () => {
  const starts = [startOf(0, 1, 1100, 'r'), startOf(0, 1, 1200, 'r')]
  const seen = { jobId: 'r', starts, got: { number: 0, children: ['failed', 2] } }
  assert.deepEqual(judgeFlow(historyOf(JOB, seen)), [
    'it was started 2 times, and 0 of its workers were killed',
  ])
  assert.deepEqual(judgeFlow(historyOf(JOB, { ...seen, crashes: 1 })), [])
})

test('a parent that began before a child had ended is wrong', () => {
  const root = (/** @type {number} */ at) =>
    historyOf(JOB, { jobId: 'r', starts: [startOf(0, 1, at, 'r')] })
  const child = historyOf(jobOfNode(JOB, 'r.2'), {
    jobId: 'r.2',
    ends: [endOf(0, 1, 'returned', 'r.2')],
  })
  const refused = historyOf(jobOfNode(JOB, 'r.1'), { jobId: 'r.1', starts: [], ends: [] })
  assert.deepEqual(judgeFlows([root(1160), child, refused]), [])
  assert.deepEqual(judgeFlows([root(1140), child, refused]), [
    { jobId: 'r', reason: 'it began before its child 2 had ended' },
  ])
})

test('a parent whose child has failed fails without a run', () => {
  const job = jobOfNode(JOB, 'r.1')
  const record = recordOf(
    job,
    { status: 'failed', errorCode: 'ARQ_JOB_CHILD_FAILED', result: undefined },
    'r.1',
  )
  const seen = {
    jobId: 'r.1',
    record,
    starts: [],
    ends: [],
    messages: [messageOf(DEAD_LETTER_QUEUE, 'r.1')],
  }
  assert.equal(judgeJob(historyOf(job, seen), DEAD_LETTER_QUEUE), undefined)
  const ran = { ...seen, starts: [startOf(0, 1, 1100, 'r.1')] }
  assert.deepEqual(judgeJob(historyOf(job, ran), DEAD_LETTER_QUEUE)?.reasons, ['it was run'])
})
