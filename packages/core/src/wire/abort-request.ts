import { parseInstant, toInstant } from '../time/instant.js'

/** What travels to every worker when a job is to be stopped. */
export interface AbortBroadcast {
  readonly kind: 'abort'
  readonly jobId: string
  readonly [key: string]: unknown
}

/** Which job is to be stopped, and who wants to know what became of it. */
export interface AbortRequest {
  readonly jobId: string
  /** With the id it names one enqueue; absent where whoever asks knows the id alone. */
  readonly enqueueTime: string | undefined
  /** Milliseconds since 1970. A job of that id that was enqueued later is another one. Absent: every job of the id is meant. */
  readonly notAfterMs?: number | undefined
  /** Where the worker that holds the job sends its end. Absent: whoever asks reads it in the result store. */
  readonly replyTo?: string | undefined
}

export function encodeAbort(request: AbortRequest): AbortBroadcast {
  const { jobId, enqueueTime, notAfterMs, replyTo } = request
  return {
    kind: 'abort',
    jobId,
    ...(enqueueTime === undefined ? {} : { enqueueTime }),
    ...(notAfterMs === undefined ? {} : { notAfter: toInstant(notAfterMs) }),
    ...(replyTo === undefined ? {} : { replyTo }),
  }
}

/** `undefined` for any other signal, and for what names no job. */
export function decodeAbort(
  signal: Readonly<Record<string, unknown>> & { readonly kind: string },
): AbortRequest | undefined {
  const { kind, jobId, enqueueTime, notAfter, replyTo } = signal
  if (kind !== 'abort' || typeof jobId !== 'string') return undefined
  const notAfterMs = typeof notAfter === 'string' ? parseInstant(notAfter) : undefined
  // Without its limit it would reach jobs that it is not about.
  if (notAfter !== undefined && notAfterMs === undefined) return undefined
  return {
    jobId,
    enqueueTime: typeof enqueueTime === 'string' ? enqueueTime : undefined,
    notAfterMs,
    replyTo: typeof replyTo === 'string' ? replyTo : undefined,
  }
}

/** Whether a job is the one that is to be stopped. */
export function isAbortOf(
  job: { readonly jobId: string; readonly enqueueTime: string },
  { jobId, enqueueTime, notAfterMs }: AbortRequest,
): boolean {
  if (job.jobId !== jobId) return false
  if (enqueueTime !== undefined) return job.enqueueTime === enqueueTime
  if (notAfterMs === undefined) return true
  const enqueuedAtMs = parseInstant(job.enqueueTime)
  return enqueuedAtMs === undefined || enqueuedAtMs <= notAfterMs
}
