import type { EnqueuedJob, EnqueueOptions, Enqueuer } from '@arq/core'
import { type JobEnqueuer, JobReader } from '@arq/core/internal'

/** `ctx.client`: enqueues jobs over the worker's own connection and store. */
export function createTaskEnqueuer(enqueuer: JobEnqueuer): Enqueuer {
  const reader = new JobReader()
  const enqueueJob = async (
    task: unknown,
    args?: unknown,
    options?: EnqueueOptions,
  ): Promise<EnqueuedJob | null> => {
    const draft = enqueuer.draft(reader.readCall(task, args, options))
    if (!(await enqueuer.enqueue(draft))) return null
    const { jobId, queueName } = draft.message
    return { id: jobId, jobId, queueName }
  }
  // One function stands behind all overloads; `null` comes back only where a jobId was given.
  return { enqueueJob } as Enqueuer
}
