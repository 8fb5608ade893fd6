import { type Clock, errorText } from '@arq/core'
import {
  GrowingPause,
  type Offloading,
  parseInstant,
  referenceIn,
  resultLifetime,
  type TextLogger,
} from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import { sentArguments } from '../run/attempt.js'
import type { Outcome, SuspendedOutcome } from '../run/outcome.js'
import { texts } from '../texts.js'
import type { EndedHere } from './ended-here.js'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000

interface StoredPayloadsParts {
  readonly offloading: Offloading
  readonly ended: EndedHere
  /** Whether a result store knows of jobs that have ended. */
  readonly isRecorded: boolean
  readonly clock: Clock
  readonly logger: TextLogger
  /** Aborts when the worker has no more time for what is not settled. */
  readonly signal: AbortSignal
}

/** What settled jobs have in the payload store: a large result comes, arguments stay longer, or go. */
export class StoredPayloads {
  readonly #parts: StoredPayloadsParts

  constructor(parts: StoredPayloadsParts) {
    this.#parts = parts
  }

  /** Whether the end of an attempt concerns the store, so that it is settled by itself. */
  concerns({ isStored }: Attempt, result: unknown): boolean {
    return isStored || this.#parts.offloading.isLargeResult(result)
  }

  /**
   * What of a run is recorded, once the store has what belongs to it. While it is away, the job is neither recorded nor
   * acknowledged.
   * @returns `handBack` when the delivery was lost meanwhile, or the worker ends
   */
  async kept(attempt: Attempt, outcome: Outcome): Promise<Outcome> {
    if (outcome.kind === 'suspended') return this.#asleep(attempt, outcome)
    if (outcome.kind !== 'completed') return outcome
    const { offloading } = this.#parts
    const ttlMs = resultLifetime(attempt.policy.resultTtl)
    const { sent, payload } = offloading.result(outcome.result, ttlMs)
    if (!payload) return outcome
    const isKept = await this.#insist(attempt, () => offloading.access.put(payload, ttlMs))
    return isKept ? { kind: 'completed', result: sent } : HANDED_BACK
  }

  /**
   * The job is settled. Of one that completed nobody needs the arguments again, if a store tells its messages that come
   * twice; those of others stay for redrive and retry.
   */
  async settled(attempt: Attempt, outcome: Outcome): Promise<void> {
    const { offloading, ended, isRecorded } = this.#parts
    const { isStored, policy } = attempt
    if (!isStored || outcome.kind !== 'completed') return
    const isKnown = isRecorded && policy.resultTtl !== 0 && ended.isNoted(attempt)
    const reference = isKnown && referenceIn(sentArguments(attempt).kwargs)
    // What cannot be deleted expires.
    if (reference) await offloading.access.delete(reference).catch(() => undefined)
  }

  /** It may go on when its arguments would be gone. */
  async #asleep(attempt: Attempt, outcome: SuspendedOutcome): Promise<Outcome> {
    const { offloading, clock } = this.#parts
    const reference = attempt.isStored ? referenceIn(sentArguments(attempt).kwargs) : undefined
    const { expires } = attempt.message
    const expiresAtMs = expires === undefined ? undefined : parseInstant(expires)
    if (!reference || expiresAtMs === undefined) return outcome
    const laterMs = expiresAtMs + Math.max(outcome.wait.untilMs - clock.now(), 0)
    if (!offloading.mustRenew(reference, laterMs)) return outcome
    const isKept = await this.#insist(attempt, () => offloading.renewArguments(reference, laterMs))
    return isKept ? outcome : HANDED_BACK
  }

  /** @returns whether it was done */
  async #insist({ delivery, message }: Attempt, call: () => Promise<void>): Promise<boolean> {
    const { clock, signal, logger } = this.#parts
    const timing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }
    const pauses = new GrowingPause({ ...timing, clock, signal })
    for (let isFirst = true; ; isFirst = false) {
      try {
        await call()
        return true
      } catch (error) {
        const { jobId } = message
        const problem = errorText(error)
        if (isFirst) logger.warn(texts.payloadNotKept({ problem }), { jobId, error })
        if (delivery.isStale || signal.aborted) return false
      }
      await pauses.wait()
    }
  }
}

const HANDED_BACK: Outcome = { kind: 'handBack' }
