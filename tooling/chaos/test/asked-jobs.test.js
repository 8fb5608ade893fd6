import assert from 'node:assert/strict'
import { test } from 'node:test'

import { RedisResultStore } from '@arq/result-redis'

import { AskedJobs } from '../src/processes/asked-jobs.js'

/**
 * A store that gives these answers, one after the other.
 * @param {('applied' | 'repeated' | 'final' | Error)[]} answers
 */
function storeThatSays(...answers) {
  const next = async () => {
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer
    return answer
  }
  return Object.assign(new RedisResultStore(), { begin: next, transition: next })
}

/**
 * @param {string} jobId
 * @param {import('@arq/core').TransitionGuard} guard
 * @returns {import('@arq/core').JobTransition}
 */
function changeOf(jobId, guard) {
  const at = '2026-01-01T00:00:00.000Z'
  const record = {
    ...{ jobId, functionName: 'f', args: [], kwargs: {}, queueName: 'q', retryCount: 0 },
    ...{
      status: /** @type {const} */ ('in_progress'),
      workerId: 'w',
      createdAt: at,
      startTime: at,
    },
  }
  return { record, guard, ttlMs: 'forever' }
}

/** @param {string} jobId */
function startOf(jobId) {
  const toTransition = () => changeOf(jobId, 'start')
  return { jobId, enqueueTime: '', token: '', retryCount: 0, toTransition }
}

test('a start that was asked about is told from one without an answer and one without a question', async () => {
  const store = storeThatSays('applied', new Error('away'), 'repeated')
  const asked = new AskedJobs()
  asked.listenTo(store)
  assert.equal(await store.begin(startOf('first')), 'applied')
  await assert.rejects(store.begin(startOf('second')), /away/)
  assert.equal(await store.transition(changeOf('third', 'start')), 'repeated')
  const taken = ['first', 'second', 'third', 'none'].map((jobId) => asked.take(jobId))
  assert.deepEqual(taken, [true, false, true, undefined])
  assert.equal(asked.take('first'), undefined, 'each answer is for one start')
})

test('neither the end of a job nor a start that is refused is a question about a start', async () => {
  const store = storeThatSays('applied', 'final')
  const asked = new AskedJobs()
  asked.listenTo(store)
  await store.transition(changeOf('ended', 'end'))
  await store.begin(startOf('gone'))
  assert.deepEqual([asked.take('ended'), asked.take('gone')], [undefined, undefined])
})
