import { setTimeout as wait } from 'node:timers/promises'

import { Retry, task } from '@arq/core'

import { expectedMessage, expectedResult, RETRIES_OF_FAILING } from './expected.js'

/** @typedef {import('../contract.d.ts').PlannedJob & { call: number }} JobArgument */

export const QUEUE_NAME = 'chaos'
/** Where the transport puts dead letters of that queue. */
export const DEAD_LETTER_QUEUE = `${QUEUE_NAME}.dlq`

/** A job that may yet return is retried more often than any plan asks for. */
const RETRIES_OF_RETRIED = 5

/** What a job of the kind `steps` does, and where it sleeps. */
export const STEPS = ['reserve', 'charge', 'pack', 'send', 'tell']
const SLEEPS_AFTER = 'pack'
/** Longer than what stays in its slot. */
const SLEEP = '1200ms'

/** @param {import('../contract.d.ts').PlannedJob} job */
export function taskOf({ kind, failures }) {
  return failures === 'always' ? 'failing' : kind
}

/**
 * The tasks of all workers. Each run tells that it starts and how it ends, and does what its job's
 * plan says.
 * @param {import('../witness.js').Witness} witness
 * @param {string} worker
 * @param {(jobId: string) => boolean} isUnasked whether its start could not be asked about
 */
export function chaosTasks(witness, worker, isUnasked) {
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
    const doStep = (/** @type {string} */ step) =>
      ctx.step(step, async () => {
        witness.say({ event: 'step', at: Date.now(), n, jobId, jobTry, worker, step })
        await wait(job.workMs / STEPS.length, undefined, { signal })
      })
    try {
      if (job.kind !== 'steps') await wait(job.workMs, undefined, { signal })
      else {
        for (const step of STEPS) {
          await doStep(step)
          if (step !== SLEEPS_AFTER) continue
          end('suspended')
          await ctx.sleep(SLEEP)
        }
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
    return expectedResult(job, jobTry)
  }
  const named = (/** @type {string} */ name, /** @type {number} */ maxRetries) =>
    task({ name, run, maxRetries, retryBackoff: '300ms' })
  return [
    named('plain', 0),
    named('deferred', 0),
    named('unique', 0),
    named('aborted', 0),
    named('retried', RETRIES_OF_RETRIED),
    named('failing', RETRIES_OF_FAILING),
    named('steps', RETRIES_OF_RETRIED),
  ]
}

/** @param {JobArgument} job */
function failureOf(job) {
  if (job.throws === 'retry') return new Retry({ defer: job.retryMs / 1000 })
  const error = new Error(expectedMessage(job))
  return job.throws === 'transient' ? Object.assign(error, { code: 'ECONNRESET' }) : error
}
