import { isJobStatus, readProperty } from '@arq/core/internal'
import type { JobState } from '@arq/core/store'

/** What an object says of its job. */
export interface JobObject {
  readonly jobId: string
  readonly queueName: string
  /** `undefined`: it is kept for {@link outrunUntilMs} alone. */
  readonly job: { readonly state: JobState; readonly text: string } | undefined
  /** Milliseconds since 1970; `undefined`: it is kept for ever. */
  readonly expiresAtMs: number | undefined
  /** Until when the job's announcement is refused. */
  readonly outrunUntilMs: number | undefined
  /** Of this one write. */
  readonly writeId: string
}

/**
 * An object's content: a line of JSON with the state, which counts, and one with the record. Two lines, so that no record
 * is written down twice.
 */
export function encodeJobObject(object: JobObject): string {
  const { jobId, queueName, job, expiresAtMs, outrunUntilMs, writeId } = object
  const head = JSON.stringify({
    job_id: jobId,
    queue_name: queueName,
    status: job?.state.status,
    token: job?.state.token,
    enqueue_time: job?.state.enqueueTime,
    retry_count: job?.state.retryCount,
    claim: job?.state.claim,
    duplicate_runs: job?.state.duplicateRuns,
    duplicate_deliveries: job?.state.duplicateDeliveries,
    expires_at: expiresAtMs,
    outrun_until: outrunUntilMs,
    write_id: writeId,
  })
  return job ? `${head}\n${job.text}\n` : `${head}\n`
}

/** `undefined`: it is something else. */
export function decodeJobObject(content: string): JobObject | undefined {
  const headEnd = content.indexOf('\n')
  const given = parse(content.slice(0, headEnd))
  const jobId = textOf(given, 'job_id')
  const writeId = textOf(given, 'write_id')
  if (jobId === undefined || writeId === undefined) return undefined
  const status = textOf(given, 'status')
  if (status !== undefined && !isJobStatus(status)) return undefined
  const job = status && {
    text: content.slice(headEnd + 1),
    state: {
      status,
      token: textOf(given, 'token'),
      enqueueTime: textOf(given, 'enqueue_time'),
      retryCount: numberOf(given, 'retry_count') ?? 0,
      claim: textOf(given, 'claim'),
      duplicateRuns: numberOf(given, 'duplicate_runs'),
      duplicateDeliveries: numberOf(given, 'duplicate_deliveries'),
    },
  }
  return {
    ...{ jobId, writeId, job },
    queueName: textOf(given, 'queue_name') ?? '',
    expiresAtMs: numberOf(given, 'expires_at'),
    outrunUntilMs: numberOf(given, 'outrun_until'),
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function textOf(given: unknown, key: string): string | undefined {
  const value = readProperty(given, key)
  return typeof value === 'string' ? value : undefined
}

function numberOf(given: unknown, key: string): number | undefined {
  const value = readProperty(given, key)
  return typeof value === 'number' ? value : undefined
}
