import type { Clock } from '@arq/core'

/** How long after it was due a retry may come; then another worker has taken it. */
const LATE_MS = 5000

/** The retries that this worker has sent and that have not come back yet. */
export class OwnRetries {
  readonly #clock: Clock
  /** When they are due, by the monotonic clock; by job id. */
  readonly #dueMs = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  sent(jobId: string, delayMs: number): void {
    this.#dueMs.set(jobId, this.#clock.monotonicNow() + delayMs)
  }

  /** The same, due at a moment of the wall clock. */
  sentUntil(jobId: string, dueAtMs: number): void {
    this.sent(jobId, Math.max(dueAtMs - this.#clock.now(), 0))
  }

  /** A job has come: if it is a retry of ours, it is waited for no longer. */
  came(jobId: string): void {
    this.#dueMs.delete(jobId)
  }

  /** Whether one is to be waited for that is due by then, by the monotonic clock. */
  areDueBy(endMs: number): boolean {
    const nowMs = this.#clock.monotonicNow()
    for (const [jobId, dueMs] of this.#dueMs) {
      if (dueMs + LATE_MS < nowMs) this.#dueMs.delete(jobId)
      else if (dueMs <= endMs) return true
    }
    return false
  }
}
