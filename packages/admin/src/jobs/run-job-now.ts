import type { Client, Job } from '@arq/client'
import { isArqError, type JobStatus } from '@arq/core'

import { callOf, findJob, isDeferred, waitsInItsCode } from './known-job.js'

export type RanNow =
  | {
      readonly outcome: 'moved'
      readonly jobId: string
      /** Of the job that does its work. */
      readonly newId: string
      readonly queue: string
    }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'notDeferred'; readonly status: JobStatus }
  /** It has begun, and waits in its own code: what it has done and waits for hangs on its id. */
  | { readonly outcome: 'suspended' }
  /** It began, or was stopped, in the meantime. */
  | { readonly outcome: 'gone' }

/**
 * Brings a deferred job forward. Its message waits at the broker, where nobody can take it out: it is aborted, which
 * holds, and another job does its work.
 */
export async function runJobNow(id: string, client: Client): Promise<RanNow> {
  const info = await findJob(client, id)
  if (!info) return { outcome: 'unknown' }
  const { status, queueName } = info
  if (!isDeferred(info, Date.now())) return { outcome: 'notDeferred', status }
  const job = client.getJob(id)
  if (await isSuspended(job)) return { outcome: 'suspended' }
  if (!(await job.abort())) return { outcome: 'gone' }
  const [sent] = await client.enqueueJobs([{ ...callOf(info), queueName }])
  return { outcome: 'moved', jobId: id, newId: sent.id, queue: queueName }
}

/** Of a job that waits for a time: whether it has run already, to a sleep or a wait of its own. */
async function isSuspended(job: Job): Promise<boolean> {
  try {
    const [steps, signals] = await Promise.all([job.steps(), job.signals()])
    return waitsInItsCode(steps, signals)
  } catch (error) {
    // A store that keeps nothing of the kind has no such jobs.
    if (isArqError(error) && error.code === 'ARQ_UNSUPPORTED') return false
    throw error
  }
}
