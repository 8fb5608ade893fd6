import type { ProcessQueue } from './process-queue.js'
import type { RequestLoop } from './request-loop.js'

/** Why a pull loop counts as stalled. */
export type StallReason =
  /** A pull has had no answer and no error, long after its time limit. */
  | 'noAnswer'
  /** The loop waits for room although no message is held. */
  | 'noWakeUp'

export interface WatchLimits {
  /** A pull has to end within this time, by its own time limit. */
  readonly pullTimeoutMs: number
  /** Added to that: a busy process may be late. */
  readonly marginMs: number
}

/**
 * Whether a pull loop has stopped without anybody's doing. Its parts have time limits of their own, so this finds what
 * those have missed: a consumer that silently reads nothing is worse than one that fails.
 */
export function stallOf(
  { phase, inPhaseMs }: Pick<RequestLoop, 'phase' | 'inPhaseMs'>,
  { count }: Pick<ProcessQueue, 'count'>,
  { pullTimeoutMs, marginMs }: WatchLimits,
): StallReason | undefined {
  if (phase === 'pulling' && inPhaseMs > pullTimeoutMs + marginMs) return 'noAnswer'
  if (phase === 'full' && count === 0 && inPhaseMs > marginMs) return 'noWakeUp'
  return undefined
}
