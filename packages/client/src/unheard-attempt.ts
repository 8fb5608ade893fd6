import type { Clock, JobRecord } from '@arq/core'

import type { AbortSignals } from './abort-signals.js'

/**
 * A worker gives a task, or the hooks after its run, 5 s to end, and then writes the end of the job. After this time, nobody who heard the
 * signal holds the job: its worker has died, and its message waits in the queue again, or no signal reaches the worker.
 */
const GIVEN_UP_AFTER_MS = 7500

/** How long one attempt has not answered to signals that left. */
export class UnheardAttempt {
  readonly #clock: Clock
  #token: string | undefined
  #sinceMs: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Looked at before each signal. @returns whether nobody will answer for this attempt any more */
  isGivenUp({ token }: JobRecord, { hasLeft }: Pick<AbortSignals, 'hasLeft'>): boolean {
    const nowMs = this.#clock.monotonicNow()
    if (this.#sinceMs === undefined || token !== this.#token || !hasLeft) {
      this.#token = token
      this.#sinceMs = nowMs
    }
    return nowMs - this.#sinceMs >= GIVEN_UP_AFTER_MS
  }
}
