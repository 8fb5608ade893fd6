import { randomUUID } from 'node:crypto'

import type { AnyTask, Delivery } from '@arq/core'
import { type JobMessage, type Lifetime, parseInstant } from '@arq/core/internal'

import type { RunPolicy } from './run-policy.js'

/** One try of one job: the delivery it came by, what it asks for, and how it is to be run. */
export interface Attempt {
  readonly delivery: Delivery
  readonly message: JobMessage
  /** Absent when this worker has no task of that name. */
  readonly task: AnyTask | undefined
  readonly policy: RunPolicy
  /** Names this attempt in the result store: who does not hold it there may not write. */
  readonly token: string
  /** Set when the run begins; before that, when the delivery came. */
  startedAtMs: number
  /** What the task last reported. */
  progress: unknown
}

export function newAttempt(
  { delivery, message, task, policy }: Pick<Attempt, 'delivery' | 'message' | 'task' | 'policy'>,
  nowMs: number,
): Attempt {
  const token = randomUUID()
  return { delivery, message, task, policy, token, startedAtMs: nowMs, progress: undefined }
}

// A record that vanishes while its job may still run would make the job unknown and its id free.
const SHORTEST_REST_MS = 60_000

/**
 * How long the record of a job that has not ended is kept: while it may still start or run, then as long as a result.
 * @param startableAtMs when its next start is due; absent: now
 */
export function liveLifetime(
  { message, policy }: Attempt,
  nowMs: number,
  startableAtMs = nowMs,
): Lifetime {
  const { resultTtl, timeoutMs } = policy
  const expiresAtMs = message.expires === undefined ? undefined : parseInstant(message.expires)
  if (resultTtl === 'forever' || expiresAtMs === undefined) return 'forever'
  const lastStartMs = Math.max(expiresAtMs, startableAtMs)
  return lastStartMs - nowMs + timeoutMs + Math.max(resultTtl, SHORTEST_REST_MS)
}
