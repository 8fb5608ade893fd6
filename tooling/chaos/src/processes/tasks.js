import { setTimeout as wait } from 'node:timers/promises'

import { Retry, task } from '@arq/core'

import { KEY_LIMIT } from '../kinds/keys/plan.js'
import { RATE } from '../kinds/rates/plan.js'
import { RUNS } from '../kinds/runs.js'
import { expectedMessage, expectedResult, RETRIES_OF_FAILING } from './expected.js'

/** @typedef {import('../contract.d.ts').JobArgument} JobArgument */

/** A job that may yet return is retried more often than any plan asks for. */
const RETRIES_OF_RETRIED = 5

/** @param {import('../contract.d.ts').PlannedJob} job */
export function taskOf({ kind, failures, key }) {
  if (key?.isStrict) return 'keys-strict'
  return failures === 'always' ? 'failing' : kind
}

/**
 * The tasks of all workers. Each run tells that it starts and how it ends, and does what its job's
 * plan says.
 * @param {import('../witness.js').Witness} witness
 * @param {string} worker
 * @param {(jobId: string) => boolean} isUnasked whether its start could not be asked about
 * @param {readonly string[]} keyIds that the worker can read with
 */
export function chaosTasks(witness, worker, isUnasked, keyIds) {
  /**
   * @param {import('@arq/core').JobContext} ctx
   * @param {JobArgument} job
   */
  const run = async (ctx, job) => {
    const { jobId, jobTry, enqueueTime: enqueuedAt, signal } = ctx
    const { n, call } = job
    const enqueueTime = enqueuedAt.getTime()
    const wasUnasked = isUnasked(jobId)
    const at = Date.now()
    witness.say({ event: 'started', at, n, call, jobId, jobTry, enqueueTime, worker, wasUnasked })
    const end = (/** @type {import('../contract.d.ts').RunEnded['outcome']} */ outcome) =>
      witness.say({ event: 'ended', at: Date.now(), n, jobId, jobTry, worker, outcome })
    const of = { n, jobId, jobTry }
    /** @type {unknown} */
    let got
    try {
      const feature = RUNS[job.kind]
      if (!feature) await wait(job.workMs, undefined, { signal })
      else {
        got = await feature(ctx, job, {
          worker,
          keyIds,
          note: (what, value) =>
            witness.say({ event: 'noted', at: Date.now(), ...of, by: worker, what, value }),
          tellStep: (step) => witness.say({ event: 'step', at: Date.now(), ...of, worker, step }),
          suspends: () => end('suspended'),
        })
      }
    } catch (error) {
      end('interrupted')
      throw error
    }
    if (job.failures === 'always' || jobTry <= job.failures) {
      end('threw')
      throw failureOf(job)
    }
    end('returned')
    return { ...expectedResult(job, jobTry), got }
  }
  const named = (/** @type {string} */ name, /** @type {number} */ maxRetries, options = {}) =>
    task({ name, run, maxRetries, retryBackoff: '300ms', ...options })
  const key = (/** @type {JobArgument} */ job) => job.key?.name ?? ''
  return [
    named('plain', 0),
    named('deferred', 0),
    named('unique', 0),
    named('aborted', 0),
    named('retried', RETRIES_OF_RETRIED),
    named('failing', RETRIES_OF_FAILING),
    named('steps', RETRIES_OF_RETRIED),
    named('signals', RETRIES_OF_RETRIED),
    named('streams', RETRIES_OF_RETRIED),
    named('rates', RETRIES_OF_RETRIED, {
      rate: { key, limit: RATE.limit, per: RATE.perMs / 1000 },
    }),
    named('debounce', RETRIES_OF_RETRIED),
    named('flows', RETRIES_OF_RETRIED),
    named('outbox', RETRIES_OF_RETRIED),
    named('encrypted', RETRIES_OF_RETRIED),
    named('keys', RETRIES_OF_RETRIED, { concurrency: { key, limit: KEY_LIMIT } }),
    named('keys-strict', RETRIES_OF_RETRIED, { concurrency: { key, limit: 1, strictOrder: true } }),
  ]
}

/** @param {JobArgument} job */
function failureOf(job) {
  if (job.throws === 'retry') return new Retry({ defer: job.retryMs / 1000 })
  const error = new Error(expectedMessage(job))
  return job.throws === 'transient' ? Object.assign(error, { code: 'ECONNRESET' }) : error
}
