import type { Clock } from '@arq/core'

import type { Attempt } from '../run/attempt.js'

/** The broker hands out again what a lost connection held as soon as somebody is there to take it. */
const KEPT_MS = 600_000

interface LostStartsParts {
  readonly clock: Clock
  /** The most to remember: deliveries that the broker may have handed out at once. */
  readonly limit: number
}

/** A start that the store may have counted, and that nobody made. */
interface LostStart extends Pick<Attempt['message'], 'enqueueTime' | 'jobTry'> {
  readonly token: string
  readonly sinceMs: number
}

/**
 * The starts that this worker asked of the store, and gave up because the delivery was lost with its connection before
 * the answer came. The store has counted such a start. The next attempt of that try in this worker takes the token
 * over: by the rule of the stores that is the same start once more, so no repeated run is counted. Another worker
 * has a token of its own, and the store counts its start as one that repeats this one.
 */
export class LostStarts {
  readonly #parts: LostStartsParts
  /** By job id, the oldest first. */
  readonly #lost = new Map<string, LostStart>()
  /** By job id: what was asked last, and is not answered. */
  readonly #asked = new Map<string, Promise<unknown>>()

  constructor(parts: LostStartsParts) {
    this.#parts = parts
  }

  /**
   * Asks for the start of an attempt, once all that was asked for its job before is answered: only then is it known
   * whether a start was given up. Which message of the job takes its token over is all the same: of two messages of one
   * try the first to begin repeats nothing, and the second has a token of its own.
   * @param ask reads the attempt's token, which may change before
   */
  async ask<T>(attempt: Attempt, ask: () => Promise<T>): Promise<T> {
    const { jobId } = attempt.message
    for (let older; (older = this.#asked.get(jobId));) await older.catch(ignore)
    this.#takeOver(attempt)
    const asked = ask()
    this.#asked.set(jobId, asked)
    try {
      return await asked
    } finally {
      if (this.#asked.get(jobId) === asked) this.#asked.delete(jobId)
      if (attempt.delivery.isStale) this.#giveUp(attempt)
    }
  }

  #takeOver(attempt: Attempt): void {
    const { jobId, enqueueTime, jobTry } = attempt.message
    const lost = this.#lost.get(jobId)
    if (lost?.enqueueTime !== enqueueTime || lost.jobTry !== jobTry) return
    this.#lost.delete(jobId)
    if (this.#isKept(lost)) attempt.token = lost.token
  }

  #giveUp(attempt: Attempt): void {
    const { clock, limit } = this.#parts
    const { jobId, enqueueTime, jobTry } = attempt.message
    attempt.isGivenUp = true
    this.#lost.delete(jobId)
    const sinceMs = clock.monotonicNow()
    this.#lost.set(jobId, { token: attempt.token, enqueueTime, jobTry, sinceMs })
    for (const [id, lost] of this.#lost) {
      if (this.#lost.size <= limit && this.#isKept(lost)) return
      this.#lost.delete(id)
    }
  }

  #isKept({ sinceMs }: LostStart): boolean {
    return this.#parts.clock.monotonicNow() - sinceMs < KEPT_MS
  }
}

const ignore = (): void => undefined
