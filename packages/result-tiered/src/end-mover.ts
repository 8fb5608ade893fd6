import {
  decideTransition,
  decodeTransition,
  type EncodedTransition,
  encodeTransition,
  isFinal,
  type JobTransition,
  type ResultStore,
  ResultStoreError,
  type TransitionOutcome,
} from '@arq/core'

import type { ResolvedTieredSettings } from './tiered-settings.js'

type Outcome = TransitionOutcome | ResultStoreError

/**
 * Carries the ends of jobs from the fast store to the durable one. An end is first in the fast store, for its whole
 * lifetime, then in the durable one, and only then short-lived in the fast one: at any moment one of them has it.
 */
export class EndMover {
  readonly #hot: ResultStore
  readonly #cold: ResultStore
  readonly #keepHotMs: number

  constructor({ hot, cold, keepHotMs }: ResolvedTieredSettings) {
    this.#hot = hot
    this.#cold = cold
    this.#keepHotMs = keepHotMs
  }

  /**
   * What the durable store answers to a start of a job that it knows to have ended, and the fast one no longer knows.
   * @returns `undefined`: it is for the fast store to decide
   */
  async endedBefore(change: JobTransition): Promise<TransitionOutcome | undefined> {
    if (change.guard !== 'start') return undefined
    const { jobId } = change.record
    if ((await this.#hot.getStatus(jobId)) !== undefined) return undefined
    const ended = await this.#cold.get(jobId)
    const mayStart = !ended || isWritten(decideTransition(ended, change))
    // It counts the delivery.
    return mayStart ? undefined : this.#cold.transition(change)
  }

  /** @param answer of the fast store. @returns the answer to the caller */
  async carry(change: JobTransition, answer: TransitionOutcome): Promise<TransitionOutcome> {
    if (answer === 'final') await this.#carryLate(change)
    if (!isEnd(change) || !isWritten(answer)) return answer
    const cold = await this.#cold.transition(forCold(change))
    if (isWritten(cold)) await this.#letGo(change)
    return this.#agreed(change, answer, cold)
  }

  /** As {@link carry}, for many. */
  async carryMany(
    changes: readonly EncodedTransition[],
    answers: readonly Outcome[],
  ): Promise<readonly Outcome[]> {
    const decoded = changes.map(decodeTransition)
    const written = decoded.flatMap((change, index) => {
      const answer = answers[index]
      return isOutcome(answer) && isWritten(answer) ? [{ change, index, answer }] : []
    })
    const ends = written.filter(({ change }) => isEnd(change))
    const given = await this.#coldMany(ends.map(({ change }) => change))
    // Where a later write of the call has followed, the end stands no more.
    const last = new Map(written.map(({ change, index }) => [change.record.jobId, index]))
    const outcomes = [...answers]
    await Promise.all([
      ...ends.map(async ({ change, index, answer }, nth) => {
        const cold = given[nth] ?? answer
        const isLast = last.get(change.record.jobId) === index
        if (isOutcome(cold) && isWritten(cold) && isLast) await this.#letGo(change)
        outcomes[index] = isOutcome(cold) ? await this.#agreed(change, answer, cold) : cold
      }),
      ...decoded.map((change, index) =>
        answers[index] === 'final' ? this.#carryLate(change) : undefined,
      ),
    ])
    return outcomes
  }

  async #agreed(
    change: JobTransition,
    hot: TransitionOutcome,
    cold: TransitionOutcome,
  ): Promise<TransitionOutcome> {
    if (isWritten(cold)) return hot
    // It has an end that the fast store had let go: that one counts.
    await this.#hot.delete(change.record.jobId)
    return cold
  }

  /**
   * A process may have died before it had carried this end over. An end without a time limit stays where it is: nobody
   * knows whether it is to be kept for ever, and the fast store does.
   */
  async #carryLate({ record: { jobId, enqueueTime } }: JobTransition): Promise<void> {
    const record = await this.#hot.get(jobId)
    const ttlMs = Date.parse(record?.expiresAt ?? '') - Date.now()
    if (!record || !isFinal(record.status) || record.enqueueTime !== enqueueTime) return
    if (ttlMs > 0) await this.#cold.transition({ record, guard: 'end', ttlMs })
  }

  /** Until this is done the fast store keeps the end as long as the durable one, so its failure does no harm. */
  async #letGo({ record, ttlMs }: JobTransition): Promise<void> {
    // Workers learn of a stopped job from its tombstone, as long as its message may come.
    if (ttlMs === 0 || record.token === undefined) return
    if (ttlMs !== 'forever' && ttlMs <= this.#keepHotMs) return
    // Guarded by `waiting` it does not bring back an end that somebody has deleted meanwhile.
    const short = { record, guard: 'waiting', ttlMs: this.#keepHotMs } as const
    await this.#hot.transition(short).catch(() => undefined)
  }

  async #coldMany(ends: readonly JobTransition[]): Promise<readonly Outcome[]> {
    if (ends.length === 0) return []
    if (this.#cold.transitionMany)
      return this.#cold.transitionMany(ends.map((change) => encodeTransition(forCold(change))))
    return Promise.all(ends.map((change) => this.#coldOne(change)))
  }

  async #coldOne(change: JobTransition): Promise<Outcome> {
    try {
      return await this.#cold.transition(forCold(change))
    } catch (error) {
      // One that is refused by itself stops no other one.
      if (error instanceof ResultStoreError && !error.retryable) return error
      throw error
    }
  }
}

/** That the job waited is known to the fast store, which has let the write through; the durable one knows ends only. */
const forCold = (change: JobTransition): JobTransition =>
  change.guard === 'waiting' ? { ...change, guard: 'end' } : change

export const isWritten = (answer: TransitionOutcome): boolean =>
  answer === 'applied' || answer === 'repeated'

const isEnd = ({ record }: JobTransition): boolean => isFinal(record.status)

const isOutcome = (answer: Outcome | undefined): answer is TransitionOutcome =>
  typeof answer === 'string'
