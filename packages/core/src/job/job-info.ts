import { type Instant, parseInstant } from '../time/instant.js'
import type { JobInfo, JobRecord } from './job.js'
import { toEarlierTries } from './job-tries.js'

const toDate = (instant: Instant | undefined): Date | undefined => {
  const ms = instant === undefined ? undefined : parseInstant(instant)
  return ms === undefined ? undefined : new Date(ms)
}

/** The stored record as callers see it: camelCase, moments as `Date`, nothing that is only for the store. */
export function toJobInfo(record: JobRecord): JobInfo {
  const hasStarted = record.workerId !== 'pending'
  return {
    jobId: record.jobId,
    status: record.status,
    function: record.functionName,
    args: record.args,
    kwargs: record.kwargs,
    queueName: record.queueName,
    jobTry: record.retryCount + 1,
    workerId: hasStarted ? record.workerId : undefined,
    // The Python client writes the enqueue time as the start time of a job that no worker has seen.
    enqueueTime: toDate(record.enqueueTime ?? (hasStarted ? record.createdAt : record.startTime)),
    deferUntil: toDate(record.deferUntil),
    startTime: hasStarted ? toDate(record.startTime) : undefined,
    endTime: toDate(record.endTime),
    durationMs: record.durationMs,
    expires: toDate(record.expires),
    result: record.result,
    error: record.error,
    errorCode: record.errorCode,
    traceback: record.traceback,
    progress: record.progress,
    log: record.log,
    resultExpiresAt: toDate(record.expiresAt),
    duplicateRuns: record.duplicateRuns ?? 0,
    duplicateDeliveries: record.duplicateDeliveries ?? 0,
    tries: toEarlierTries(record.tries),
    traceId: record.traceId,
    ...(record.usage && { usage: record.usage }),
    ...(record.encryption && { encryption: record.encryption }),
    ...(record.payloads && { payloads: record.payloads }),
  }
}
