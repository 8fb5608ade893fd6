import { tracingChannel } from '#platform'

import type { EnqueuingJob } from './on-enqueue.js'

/**
 * What subscribers of the tracing channel `arq:enqueue` get, the same object from the call to its end: `start` before the
 * job is encoded (headers may be added to `job.headers`), `end` when it is, `asyncStart` and `asyncEnd` when the broker
 * has it or the call has failed, `error` before these with the error. A job that is refused before it is sent has
 * `error` after `start`, and nothing else.
 */
export interface EnqueueTrace {
  readonly job: EnqueuingJob
  error?: unknown
  /** Whether a message was sent; `false` when a job of its id exists. */
  result?: boolean
}

/** The calls that enqueue a job. */
export const enqueueChannel = tracingChannel<unknown, EnqueueTrace>('arq:enqueue')

/** Tells of the call, and gives what its end is told with; `undefined` when nobody listens. */
export function traceStart(job: EnqueuingJob): EnqueueTrace | undefined {
  if (!enqueueChannel.hasSubscribers) return undefined
  const trace: EnqueueTrace = { job }
  enqueueChannel.start.publish(trace)
  return trace
}

export function traceSent(trace: EnqueueTrace, wasSent: boolean): void {
  trace.result = wasSent
  ended(trace)
}

export function traceFailed(trace: EnqueueTrace, error: unknown): void {
  traceRefused(trace, error)
  ended(trace)
}

/** Before it could be sent. */
export function traceRefused(trace: EnqueueTrace, error: unknown): void {
  trace.error = error
  enqueueChannel.error.publish(trace)
}

function ended(trace: EnqueueTrace): void {
  enqueueChannel.asyncStart.publish(trace)
  enqueueChannel.asyncEnd.publish(trace)
}
