import {
  ArqError,
  ConfigurationError,
  InvalidArguments,
  isArqError,
  SerializationError,
} from '@arq/core'
import { sentAfter } from '@arq/core/internal'

import { EnqueueJobsError, type EnqueueResult, isFailed } from './enqueue-jobs-error.js'
import type { Job } from './job-handle.js'
import { texts } from './texts.js'

/** A job that was checked and can be sent. */
export interface ReadyJob {
  /** Resolves once the broker has it; `null` when a job of its id exists. */
  readonly send: () => Promise<Job | null>
}

/**
 * Checks all specs of a batch; sends nothing.
 * @param firstIndex the place of the batch's first spec in what the caller gave
 * @throws the error of the first spec that cannot be sent, naming its place
 */
export function checkBatch<S>(
  specs: readonly S[],
  prepare: (spec: S) => ReadyJob,
  firstIndex = 0,
): readonly ReadyJob[] {
  return specs.map((spec, index) => {
    try {
      return prepare(spec)
    } catch (error) {
      throw inBatch(error, firstIndex + index)
    }
  })
}

/** Sends a batch. Never rejects: it resolves with what became of each job, in order. */
export async function sendBatch(ready: readonly ReadyJob[]): Promise<readonly EnqueueResult[]> {
  const settled = await Promise.allSettled(ready.map((job) => job.send()))
  return settled.map(toResult)
}

/**
 * The jobs of a batch, in order; `null` where one of its id exists.
 * @throws EnqueueJobsError `ARQ_ENQUEUE_INCOMPLETE` when some were not confirmed
 */
export function jobsOf(results: readonly EnqueueResult[]): (Job | null)[] {
  if (results.some(isFailed)) throw new EnqueueJobsError(results)
  return results.map((result) => (result.status === 'enqueued' ? result.job : null))
}

function toResult(settled: PromiseSettledResult<Job | null>): EnqueueResult {
  if (settled.status === 'rejected') {
    return { status: 'failed', error: settled.reason, sent: sentAfter(settled.reason) }
  }
  return settled.value ? { status: 'enqueued', job: settled.value } : { status: 'exists' }
}

/** The same kind of error, naming which job of the batch it is about. */
function inBatch(error: unknown, index: number): unknown {
  const place = `specs[${String(index)}]`
  if (error instanceof InvalidArguments) {
    const issues = error.issues.map((issue) => ({ ...issue, path: `${place}.${issue.path}` }))
    return new InvalidArguments({ task: String(error.details['task']), issues })
  }
  if (error instanceof ConfigurationError) {
    const issues = error.issues.map(({ path, message }) => ({
      path: path === '' ? place : `${place}.${path}`,
      message,
    }))
    return new ConfigurationError(String(error.details['subject']), issues, error)
  }
  if (!isArqError(error)) return error
  const options = {
    code: error.code,
    text: texts.jobInBatch({ index, problem: error.message }),
    details: { ...error.details, index },
    cause: error,
  }
  return error instanceof SerializationError
    ? new SerializationError(options)
    : new ArqError(options)
}
