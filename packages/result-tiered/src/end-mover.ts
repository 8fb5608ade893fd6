import {
  decideTransition,
  decodeTransition,
  type EncodedTransition,
  isFinal,
  type JobTransition,
  type ResultStore,
  type TransitionOutcome,
} from '@arq/core'

import { type Outcome, writeMany } from './cold-writes.js'
import { isSameEnd } from './same-end.js'
import type { ResolvedTieredSettings } from './tiered-settings.js'

/**
 * Carries the ends of jobs from the fast store to the durable one. An end is first in the fast store, for its whole
 * lifetime, then in the durable one, and only then short-lived in the fast one: at any moment one of them has it.
 *
 * The fast store decides between the ends that it knows. What it does not know are ends that it has let go: those are
 * in the durable one, which refuses any other end. So a refusal by the durable store has one of three reasons, and
 * {@link EndMover.#agreed} tells them apart.
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
    if (!ended || isWritten(decideTransition(ended, change))) return undefined
    // It may have ended since the fast store was asked: that one has it, too, and counts the delivery.
    const fresh = await this.#hot.get(jobId)
    if (fresh && isSameEnd(fresh, ended)) return undefined
    return this.#cold.transition(change)
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
    const forDurable = ends.map(({ change }) => forCold(change))
    const given = await writeMany(this.#cold, forDurable)
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

  /** What both stores together answer to an end that the fast one took. Asked again, it answers the same. */
  async #agreed(
    change: JobTransition,
    hot: TransitionOutcome,
    cold: TransitionOutcome,
  ): Promise<TransitionOutcome> {
    if (isWritten(cold)) return hot
    const { record } = change
    // In this order: an end is in the fast store before it is in the durable one, so one that was taken meanwhile is seen in both.
    const kept = await this.#cold.get(record.jobId)
    const fresh = await this.#hot.get(record.jobId)
    // What was in the way is gone.
    if (!kept) return this.carry(change, hot)
    // Somebody who found this end in the fast store has carried it over.
    if (isSameEnd(kept, record)) return hot
    // The fast store has let that one in after this one, by its own rule.
    if (fresh && isSameEnd(fresh, kept)) return hot
    // The fast store had let it go before this one came: that one counts.
    if (fresh && isSameEnd(fresh, record)) await this.#takeBack(change)
    return cold
  }

  /** Takes an end out of the fast store, and nothing that has taken its place meanwhile. */
  async #takeBack({ record }: JobTransition): Promise<void> {
    // Nothing takes the place of an end without a token but an end of the same job, or a job that found no record of this one.
    if (record.token === undefined) await this.#hot.delete(record.jobId)
    else await this.#hot.transition({ record, guard: 'own', ttlMs: 0 })
  }

  /**
   * A process may have died before it had carried this end over. An end without a time limit stays where it is: nobody
   * knows whether it is to be kept for ever, and the fast store does.
   */
  async #carryLate({ record: { jobId, enqueueTime } }: JobTransition): Promise<void> {
    const record = await this.#hot.get(jobId)
    const ttlMs = Date.parse(record?.expiresAt ?? '') - Date.now()
    if (!record || !isFinal(record.status) || record.enqueueTime !== enqueueTime) return
    if (!(ttlMs > 0)) return
    // The end of an attempt may have taken the place of a tombstone that is in the durable store, too.
    const guard = record.token === undefined ? 'end' : 'uncontested'
    const change = { record, guard, ttlMs } as const
    await this.#agreed(change, 'applied', await this.#cold.transition(change))
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
}

/** That the job waited is known to the fast store, which has let the write through; the durable one knows ends only. */
const forCold = (change: JobTransition): JobTransition =>
  change.guard === 'waiting' ? { ...change, guard: 'end' } : change

export const isWritten = (answer: TransitionOutcome): boolean =>
  answer === 'applied' || answer === 'repeated'

const isEnd = ({ record }: JobTransition): boolean => isFinal(record.status)

const isOutcome = (answer: Outcome | undefined): answer is TransitionOutcome =>
  typeof answer === 'string'
