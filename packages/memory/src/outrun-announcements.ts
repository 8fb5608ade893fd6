import { ANNOUNCEMENT_LATE_MS, type Clock } from '@arq/core'

/** Ids of jobs whose first record would come too late: see `outrunsAnnouncement`. */
export class OutrunAnnouncements {
  readonly #clock: Clock
  /** Until when each is remembered; oldest first. */
  readonly #untilMs = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(jobId: string): void {
    this.#forgetOld()
    this.#untilMs.delete(jobId)
    this.#untilMs.set(jobId, this.#clock.monotonicNow() + ANNOUNCEMENT_LATE_MS)
  }

  has(jobId: string): boolean {
    this.#forgetOld()
    return this.#untilMs.has(jobId)
  }

  clear(): void {
    this.#untilMs.clear()
  }

  #forgetOld(): void {
    const nowMs = this.#clock.monotonicNow()
    for (const [jobId, untilMs] of this.#untilMs) {
      if (untilMs > nowMs) return
      this.#untilMs.delete(jobId)
    }
  }
}
