import { type JobRecord, OPEN_CLAIM } from '../job/job.js'
import type { ResultStore } from '../ports/result-store.js'
import type { Clock, Timer } from '../time/clock.js'
import { GrowingPause } from '../time/growing-pause.js'
import { type Instant, toInstant } from '../time/instant.js'
import type { Lifetime } from '../time/lifetime.js'

/** What came of sending the job. */
export type Sending =
  /** The broker has the message: the job exists. */
  | 'confirmed'
  /** The broker may have it: a repeat of the call may send again. */
  | 'unknown'
  /** The broker does not have it. */
  | 'notSent'

/** The record of a claim. */
export interface ClaimRecord extends JobRecord {
  readonly enqueueTime: Instant
  readonly claim: string
}

export interface HeldClaimParts {
  readonly store: ResultStore
  readonly clock: Clock
  readonly leaseMs: number
  /** The record as it stands, with the token of this claim. */
  readonly record: ClaimRecord
  readonly lifetime: Lifetime
  /** An earlier call claimed the id, and its message may have arrived. */
  readonly isRepeat: boolean
  /** The client closes: nothing is tried again. */
  readonly signal: AbortSignal
  readonly onStoreError: (error: unknown) => void
  readonly onEnd: () => void
}

/** Between two tries to end a claim while the store is away. A restart of Redis takes about a second. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 1000

/** The end of a lease that begins now. */
export const claimedUntil = (clock: Clock, leaseMs: number): Instant =>
  toInstant(clock.now() + leaseMs)

/**
 * A claim of ours on a job id, from the moment it stands in the store to the end of the sending. Its lease is renewed
 * while the sending lasts, so that it runs out only if this process dies or the store is away.
 */
export class HeldClaim {
  readonly #parts: HeldClaimParts
  #renewal: Timer

  constructor(parts: HeldClaimParts) {
    this.#parts = parts
    this.#renewal = this.#renewLater()
  }

  /** Names, with the id, the one job that every call under this claim sends. */
  get enqueueTime(): Instant {
    return this.#parts.record.enqueueTime
  }

  /**
   * Says what came of the sending. Never rejects. While the store is away it is told again and again, beside the caller,
   * for as long as the lease. Else the claim is taken over by the next call with the id, which sends the same job again.
   */
  async end(sending: Sending): Promise<void> {
    this.#renewal.cancel()
    const { record, lifetime, isRepeat, onEnd } = this.#parts
    // Refused this time, but an earlier message of the job may have arrived.
    const isOpen = sending === 'unknown' || (sending === 'notSent' && isRepeat)
    const claim = isOpen ? OPEN_CLAIM : sending === 'notSent' ? record.claim : undefined
    const ended = { ...record, claim, claimedUntil: undefined }
    const ttlMs = sending === 'notSent' && !isOpen ? 0 : lifetime
    if (await this.#replace(ended, ttlMs)) onEnd()
    else void this.#insist(ended, ttlMs).then(onEnd)
  }

  async #insist(record: JobRecord, ttlMs: Lifetime): Promise<void> {
    const { clock, leaseMs, signal } = this.#parts
    const deadlineMs = clock.monotonicNow() + leaseMs
    const timing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }
    const pauses = new GrowingPause({ ...timing, clock, signal })
    for (let isEnded = false; !isEnded && clock.monotonicNow() < deadlineMs;) {
      await pauses.wait()
      isEnded = signal.aborted || (await this.#replace(record, ttlMs))
    }
  }

  #renewLater(): Timer {
    const { clock, leaseMs, record, lifetime } = this.#parts
    return clock.setTimer(leaseMs / 2, () => {
      this.#renewal = this.#renewLater()
      void this.#replace({ ...record, claimedUntil: claimedUntil(clock, leaseMs) }, lifetime)
    })
  }

  /** @returns whether the store has answered, whatever it answered */
  async #replace(record: JobRecord, ttlMs: Lifetime): Promise<boolean> {
    const { store, onStoreError } = this.#parts
    try {
      await store.replaceClaim(this.#parts.record.claim, record, { ttlMs })
      return true
    } catch (error) {
      onStoreError(error)
      return false
    }
  }
}
