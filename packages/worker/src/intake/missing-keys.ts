import { KEY_SINCE_HEADER, parseInstant, toInstant } from '@arq/core/internal'

import { pauseAfter, type TaskWait } from './unknown-tasks.js'

/** How a job waits for a worker that has the key of its arguments. */
export interface KeyWait extends TaskWait {
  /** Since it was first met without its key. */
  readonly waitedMs: number
}

/**
 * While keys are rotated, a worker may meet jobs of a key that only others have. Such a job goes back through the delays of
 * the transport, with pauses as long as it has waited so far. That has no end of its own: a job that nobody could read has
 * not failed, and it ends as any other that nobody starts, by its `expires`.
 */
export function waitForKey(headers: Readonly<Record<string, unknown>>, nowMs: number): KeyWait {
  const since = headers[KEY_SINCE_HEADER]
  const sinceMs = (typeof since === 'string' ? parseInstant(since) : undefined) ?? nowMs
  const waitedMs = Math.max(nowMs - sinceMs, 0)
  return {
    waitedMs,
    dueAtMs: nowMs + pauseAfter(waitedMs),
    headers: { [KEY_SINCE_HEADER]: toInstant(sinceMs) },
  }
}
