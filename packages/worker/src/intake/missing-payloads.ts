import { parseInstant, PAYLOAD_SINCE_HEADER, toInstant } from '@arq/core/internal'

import { pauseAfter, type TaskWait } from './unknown-tasks.js'

/** How a job waits for the store of its payload. */
export interface PayloadWait extends TaskWait {
  /** Since it was first met without it. */
  readonly waitedMs: number
}

/** As one whose key is missing: with pauses as long as it has waited so far, until it expires. */
export function waitForPayload(
  headers: Readonly<Record<string, unknown>>,
  nowMs: number,
): PayloadWait {
  const since = headers[PAYLOAD_SINCE_HEADER]
  const sinceMs = (typeof since === 'string' ? parseInstant(since) : undefined) ?? nowMs
  const waitedMs = Math.max(nowMs - sinceMs, 0)
  return {
    waitedMs,
    dueAtMs: nowMs + pauseAfter(waitedMs),
    headers: { [PAYLOAD_SINCE_HEADER]: toInstant(sinceMs) },
  }
}
