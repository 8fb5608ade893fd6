import { AbortTimeout, type Clock, type Transport } from '@arq/core'

import { AbortSignals } from './abort-signals.js'
import type { JobOrigin } from './job-origin.js'
import type { ReplyResults } from './reply-results.js'

export interface HeldAbortParts {
  readonly transport: Transport
  readonly replies: ReplyResults
  readonly clock: Clock
}

/**
 * Stops a job without a result store: whichever worker holds it, running or waiting for a slot, ends it and tells this
 * client. A job that no worker holds cannot be reached; should one begin it before the time is up, it is stopped then.
 * @returns true when it was stopped, false when it has ended in another way
 * @throws AbortTimeout when no worker has told either in time
 */
export async function abortHeldJob(
  { transport, replies, clock }: HeldAbortParts,
  origin: JobOrigin,
  timeoutMs: number,
): Promise<boolean> {
  const { jobId, enqueued } = origin
  const known = replies.endOf(origin)
  if (known) return known.status === 'aborted'
  const deadlineMs = clock.monotonicNow() + timeoutMs
  const signals = new AbortSignals({ transport, clock, deadlineMs })
  replies.assertPushed('abort()')
  await replies.open()
  const request = {
    jobId,
    enqueueTime: enqueued?.enqueueTime,
    notAfterMs: enqueued ? undefined : clock.now(),
    replyTo: replies.address,
  }
  for (;;) {
    const end = await replies.toldWithin(origin, signals.send(request))
    if (end) return end.status === 'aborted'
    if (clock.monotonicNow() >= deadlineMs) {
      throw new AbortTimeout({ jobId, timeoutMs, status: undefined, cause: signals.trouble })
    }
  }
}
