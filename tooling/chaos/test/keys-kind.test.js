import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeKeys } from '../src/kinds/keys/judge.js'
import { callOf, historyOf } from './sample-history.js'

const NOBODY = { killedAt: new Map() }

/**
 * A job of a key that ran in these spans, one for each try.
 * @param {string} jobId
 * @param {[from: number, to: number | undefined][]} spans
 * @param {{ isStrict?: boolean, calledAt?: number, worker?: string }} [of]
 */
function ran(jobId, spans, { isStrict = false, calledAt = 0, worker = 'worker-0.1' } = {}) {
  const base = { n: 0, jobId, worker }
  return historyOf(
    { key: { name: 'k', isStrict } },
    {
      jobId,
      calls: callOf(0, { calledAt, answeredAt: calledAt + 5, jobId }),
      starts: spans.map(([at], index) => ({
        ...{ event: /** @type {const} */ ('started'), at, ...base, jobTry: index + 1 },
        ...{ call: 0, enqueueTime: 0, wasUnasked: false },
      })),
      ends: spans.flatMap(([, at], index) =>
        at === undefined
          ? []
          : [
              {
                ...{ event: /** @type {const} */ ('ended'), at, ...base, jobTry: index + 1 },
                outcome: index + 1 < spans.length ? 'threw' : 'returned',
              },
            ],
      ),
    },
  )
}

test('two of a key at once are within its limit of two', () => {
  const jobs = [ran('a', [[0, 100]]), ran('b', [[10, 50]]), ran('c', [[50, 90]])]
  assert.deepEqual(judgeKeys(jobs, NOBODY), [])
})

test('a third of a key is one too many', () => {
  const jobs = [ran('a', [[0, 100]]), ran('b', [[10, 50]]), ran('c', [[49, 90]])]
  assert.deepEqual(judgeKeys(jobs, NOBODY), [{ jobId: 'c', reason: 'it ran beside a and b, of k' }])
})

test('jobs of other keys do not count, and neither does a second run of the same job', () => {
  const other = ran('b', [[10, 90]])
  const jobs = [
    ran('a', [[0, 100]]),
    { ...other, job: { ...other.job, key: { name: 'other', isStrict: false } } },
    ran('c', [
      [20, 90],
      [30, 80],
    ]),
  ]
  assert.deepEqual(judgeKeys(jobs, NOBODY), [])
})

test('a run ends when its worker is killed; one that never ended counts on', () => {
  const jobs = [
    ran('a', [[0, undefined]], { worker: 'worker-1.1' }),
    ran('b', [[10, 90]]),
    ran('c', [[50, 80]]),
  ]
  assert.deepEqual(judgeKeys(jobs, { killedAt: new Map([['worker-1.1', 40]]) }), [])
  assert.equal(judgeKeys(jobs, { killedAt: new Map([['worker-1.1', 60]]) }).length, 1)
  assert.equal(judgeKeys(jobs, NOBODY).length, 1)
})

test('in strict order one begins when the one before has ended for good', () => {
  const strict = { isStrict: true }
  const twoTries = ran(
    'a',
    [
      [10, 20],
      [60, 80],
    ],
    strict,
  )
  const next = ran('b', [[80, 90]], { ...strict, calledAt: 100 })
  assert.deepEqual(judgeKeys([twoTries, next], NOBODY), [])
  const between = ran('b', [[30, 40]], { ...strict, calledAt: 100 })
  assert.deepEqual(judgeKeys([twoTries, between], NOBODY), [
    { jobId: 'b', reason: 'it ran beside a, of k' },
  ])
})

test('in strict order a job that was enqueued later does not begin first', () => {
  const first = ran('a', [[80, 90]], { isStrict: true, calledAt: 0 })
  const second = ran('b', [[60, 70]], { isStrict: true, calledAt: 10 })
  assert.deepEqual(judgeKeys([first, second], NOBODY), [
    { jobId: 'b', reason: 'it began before a, which came first' },
  ])
  const beside = ran('b', [[60, 70]], { isStrict: true, calledAt: 4 })
  assert.deepEqual(judgeKeys([first, beside], NOBODY), [], 'the calls were under way together')
})
