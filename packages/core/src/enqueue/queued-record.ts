import type { JobRecord } from '../job/job.js'
import { type Instant, toInstant } from '../time/instant.js'
import { traceIdOf } from '../wire/trace-id.js'
import type { JobDraft } from './job-draft.js'

/** It names one enqueue by its time. */
export type QueuedRecord = JobRecord & { readonly enqueueTime: Instant }

/** The first record of a job, written before its message is sent. */
export function queuedRecord({ message, headers, dueAtMs }: JobDraft): QueuedRecord {
  return {
    jobId: message.jobId,
    status: 'queued',
    functionName: message.function,
    args: message.args,
    kwargs: message.kwargs,
    queueName: message.queueName,
    enqueueTime: message.enqueueTime,
    retryCount: message.jobTry - 1,
    workerId: 'pending',
    // As the Python client writes it: its reader refuses a record without a start time.
    startTime: message.enqueueTime,
    createdAt: message.enqueueTime,
    deferUntil: dueAtMs === undefined ? undefined : toInstant(dueAtMs),
    expires: message.expires,
    expiresAt: message.expires,
    traceId: traceIdOf(headers),
  }
}
