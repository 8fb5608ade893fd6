import { parseInstant, toInstant, UNKNOWN_SINCE_HEADER } from '@arq/core/internal'

/** Between two looks for a worker that has the task. The first one finds a deployment that is nearly done. */
const SHORTEST_PAUSE_MS = 1000
/** A worker with the task gets the job at most this long after it has come. */
const LONGEST_PAUSE_MS = 60_000

/** How a job waits for a worker that has its task. */
export interface TaskWait {
  /** When the job is to be handed out again. */
  readonly dueAtMs: number
  /** Since when the job has waited; it travels with the message. */
  readonly headers: Readonly<Record<string, string>>
}

/** As long as it has waited so far, between both limits. */
export const pauseAfter = (waitedMs: number): number =>
  Math.min(Math.max(waitedMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)

/**
 * While a new version is rolled out, old workers meet jobs of tasks that only the new ones have. Such a job goes back
 * through the delays of the transport, with pauses as long as it has waited so far, until its grace time is over.
 * @returns `undefined` when it has waited long enough
 */
export function waitForTask(
  headers: Readonly<Record<string, unknown>>,
  nowMs: number,
  graceMs: number,
): TaskWait | undefined {
  const since = headers[UNKNOWN_SINCE_HEADER]
  const sinceMs = (typeof since === 'string' ? parseInstant(since) : undefined) ?? nowMs
  const waitedMs = Math.max(nowMs - sinceMs, 0)
  const leftMs = graceMs - waitedMs
  if (leftMs <= 0) return undefined
  const pauseMs = Math.min(pauseAfter(waitedMs), leftMs)
  return { dueAtMs: nowMs + pauseMs, headers: { [UNKNOWN_SINCE_HEADER]: toInstant(sinceMs) } }
}
