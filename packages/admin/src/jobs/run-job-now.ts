import type { Client } from '@arq/client'
import type { JobStatus } from '@arq/core'

import { callOf, findJob, isDeferred } from './known-job.js'

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
  if (!(await client.getJob(id).abort())) return { outcome: 'gone' }
  const [sent] = await client.enqueueJobs([{ ...callOf(info), queueName }])
  return { outcome: 'moved', jobId: id, newId: sent.id, queue: queueName }
}
