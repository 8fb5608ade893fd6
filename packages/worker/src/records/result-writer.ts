import {
  type Clock,
  type Delivery,
  type EncodedTransition,
  type EntryStore,
  isFinal,
  type JobRecord,
  type JobStart,
  type JobTransition,
  type Lifetime,
  type Receipt,
  type ResultStore,
  type TransitionOutcome,
} from '@arq/core'
import { abortControllerForMany, GrowingPause, type TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'
import type { ParkedResults } from './parked-results.js'
import type { StoreAnswer, StoreCalls } from './store-calls.js'

/** The first wait is about as long as a broker takes to come back from a lost connection. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

interface ResultWriterParts {
  /** Absent: there is no store, nothing is kept, and every write is answered `applied`. */
  readonly calls: StoreCalls | undefined
  readonly parked: ParkedResults
  /** The broker has taken a write because the store was away. */
  readonly onParked: () => void
  readonly clock: Clock
  readonly logger: TextLogger
}

/**
 * - `unheard`: the store is away or refuses; the attempt starts without it.
 * - `notStarted`: the store is away, jobs may not start without it, and the worker ends or the delivery is gone.
 */
export type StartAnswer = TransitionOutcome | 'unheard' | 'notStarted'

/**
 * What became of the end of an attempt.
 * - `taken`: an end of the job stands in the store, or waits for it at the broker.
 * - `overtaken`: another attempt owns the record, and has not ended. Its end will be the job's.
 * - `open`: nobody has it. The delivery is gone, or the worker ends and neither store nor broker has taken the record.
 */
export type EndAnswer = 'taken' | 'overtaken' | 'open'

/**
 * What became of the end of a job that is said to kill its workers.
 * - `taken`: its record says so; or nobody keeps one, or nobody will ever tell.
 * - `endedBefore`: it has ended otherwise, or a later attempt of it is on its way.
 * - `open`: the store is away, and the worker ends or the delivery is gone.
 */
export type CondemnedAnswer = 'taken' | 'endedBefore' | 'open'

/** The end of an attempt: what to write, and of which delivery. */
export interface EndOfAttempt {
  readonly change: JobTransition
  readonly receipt: Receipt
  /** For a record that is to be removed: how long there can be one. */
  readonly removesWithinMs: Lifetime
}

/**
 * Writes what becomes of jobs. The start of an attempt and notes of its run go to the store alone. Its end goes to the
 * store, or to the broker when the store does not take it: the job may be acknowledged once one of them has it.
 */
export class ResultWriter {
  readonly #parts: ResultWriterParts
  readonly #starts = abortControllerForMany()
  readonly #ends = abortControllerForMany()

  constructor(parts: ResultWriterParts) {
    this.#parts = parts
  }

  /** Whether there is a store to write to. */
  get isKept(): boolean {
    return this.#parts.calls !== undefined
  }

  /** Whether the store can note a start without the whole record. */
  get canBegin(): boolean {
    return this.#parts.calls?.canBegin === true
  }

  /** Takes the record for an attempt, without writing the whole of it. */
  begin(start: JobStart, delivery: Delivery): Promise<StartAnswer> {
    return this.#start(start.jobId, delivery, (store) =>
      store.begin ? store.begin(start) : store.transition(start.toTransition()),
    )
  }

  /** The same, writing the whole record. */
  start(change: JobTransition, delivery: Delivery): Promise<StartAnswer> {
    return this.#start(change.record.jobId, delivery, (store) => store.transition(change))
  }

  /** A write that may be lost without harm, such as progress. @returns the store's answer, if it has given one */
  async note(change: JobTransition): Promise<TransitionOutcome | undefined> {
    const { jobId } = change.record
    const answer = await this.#parts.calls?.ask(jobId, (store) => store.transition(change))
    return answer?.kind === 'answered' ? answer.value : undefined
  }

  /** Writes the end of an attempt, or parks it. */
  async end({ change, receipt, removesWithinMs }: EndOfAttempt): Promise<EndAnswer> {
    const { calls, clock, onParked } = this.#parts
    if (!calls) return 'taken'
    const { signal } = this.#ends
    const timing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }
    const pauses = new GrowingPause({ ...timing, clock, signal })
    for (;;) {
      const answer = await calls.ask(change.record.jobId, (store) => store.transition(change))
      if (answer.kind === 'answered') return endAnswer(answer.value)
      // The next attempt will write an end of its own.
      if (receipt.isStale) return 'open'
      const options = { queueName: receipt.queueName, removesWithinMs }
      const isRefused = answer.kind === 'refused'
      if (await this.#park(change, options, isRefused)) {
        // What is refused now would be refused again.
        if (!isRefused) onParked()
        return 'taken'
      }
      if (signal.aborted) return 'open'
      await pauses.wait()
    }
  }

  /**
   * Writes that a job kills its workers, and waits for the store's word, however long it is away: only the store knows
   * whether a copy of the job has ended elsewhere.
   */
  async condemn(change: JobTransition, delivery: Delivery): Promise<CondemnedAnswer> {
    const answer = await this.insist(change.record.jobId, delivery, (store) =>
      store.transition(change),
    )
    if (answer.kind === 'away') return 'open'
    const hasEnded = answer.kind === 'answered' && answer.value === 'final'
    return hasEnded ? this.condemnedBefore(change.record, delivery) : 'taken'
  }

  /** Whether the record of a job that has ended says that it kills its workers. */
  async condemnedBefore(
    { jobId, enqueueTime }: Pick<JobRecord, 'jobId' | 'enqueueTime'>,
    delivery: Delivery,
  ): Promise<CondemnedAnswer> {
    const answer = await this.insist(jobId, delivery, (store) => store.get(jobId))
    if (answer.kind === 'away') return 'open'
    const record = answer.kind === 'answered' ? answer.value : undefined
    const isOfThisJob = record?.enqueueTime === enqueueTime
    return isOfThisJob && record?.errorCode === 'ARQ_JOB_SUSPECTED_POISON' ? 'taken' : 'endedBefore'
  }

  /**
   * Whether that worker was the last to begin a job, by the job's record; waits for the store. `unknown`: there is no
   * record that could tell, or the worker ends.
   */
  async beganBy(
    { jobId, enqueueTime }: Pick<JobRecord, 'jobId' | 'enqueueTime'>,
    workerId: string,
    delivery: Delivery,
  ): Promise<'yes' | 'no' | 'unknown'> {
    const answer = await this.insist(jobId, delivery, (store) => store.get(jobId))
    const record = answer.kind === 'answered' ? answer.value : undefined
    if (!record || record.enqueueTime !== enqueueTime || isFinal(record.status)) return 'unknown'
    return record.status === 'in_progress' && record.workerId === workerId ? 'yes' : 'no'
  }

  /** Asks the entries of the store until it is there; `away`: the delivery is gone, or the worker ends. */
  askEntries<T>(
    jobId: string,
    delivery: Delivery,
    call: (entries: EntryStore) => Promise<T>,
  ): Promise<StoreAnswer<T>> {
    return this.insist(jobId, delivery, ({ entries }) =>
      entries ? call(entries) : Promise.reject(new TypeError('no entries')),
    )
  }

  /** Whether many ends cost the store one round trip, now. */
  get takesMany(): boolean {
    const { calls } = this.#parts
    return calls?.canTakeMany === true && !calls.isAway
  }

  /** Writes many ends. @returns one answer for each; `undefined` where the store has given none: see {@link end} */
  async endMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (EndAnswer | undefined)[]> {
    const jobId = changes[0]?.jobId ?? ''
    const answer = await this.#parts.calls?.ask(
      jobId,
      (store) => store.transitionMany?.(changes) ?? Promise.resolve([]),
    )
    const outcomes = answer?.kind === 'answered' ? answer.value : []
    return changes.map((_change, index) => {
      const outcome = outcomes[index]
      return typeof outcome === 'string' ? endAnswer(outcome) : undefined
    })
  }

  /** Aborts when no more time is left for what is not settled. */
  get endsSignal(): AbortSignal {
    return this.#ends.signal
  }

  /** Attempts that wait for the store before they start are given up. */
  stopStarts(): void {
    this.#starts.abort()
  }

  /** What neither the store nor the broker takes is given up, too: its job goes back to the queue. */
  stopEnds(): void {
    this.#ends.abort()
  }

  /** Asks once, unless the store is known to be away. */
  ask<T>(jobId: string, call: (store: ResultStore) => Promise<T>): Promise<StoreAnswer<T>> {
    return this.#parts.calls?.ask(jobId, call) ?? Promise.resolve({ kind: 'refused' })
  }

  async #start(
    jobId: string,
    delivery: Delivery,
    call: (store: ResultStore) => Promise<TransitionOutcome>,
  ): Promise<StartAnswer> {
    const { calls } = this.#parts
    if (!calls) return 'applied'
    const answer = calls.startsWithout
      ? await calls.ask(jobId, call)
      : await this.insist(jobId, delivery, call)
    if (answer.kind === 'answered') return answer.value
    return answer.kind === 'refused' || calls.startsWithout ? 'unheard' : 'notStarted'
  }

  /** Asks until the store is there; `away`: the delivery is gone, or the worker ends. */
  async insist<T>(
    jobId: string,
    delivery: Delivery,
    call: (store: ResultStore) => Promise<T>,
  ): Promise<StoreAnswer<T>> {
    const { calls } = this.#parts
    if (!calls) return { kind: 'refused' }
    for (;;) {
      const answer = await calls.ask(jobId, call)
      if (answer.kind !== 'away') return answer
      if (this.#starts.signal.aborted || delivery.isStale) return answer
      await untilAborted(this.#starts.signal, calls.returned)
    }
  }

  /** @returns whether the job may be acknowledged */
  async #park(
    change: JobTransition,
    options: { readonly queueName: string; readonly removesWithinMs: Lifetime },
    isRefusedForGood: boolean,
  ): Promise<boolean> {
    const { parked, logger } = this.#parts
    const first = await parked.park(change, options)
    // A store that is away will come back and take what the broker does not.
    if (first !== 'refused' || !isRefusedForGood) return first === 'parked'
    const second = await parked.parkShortened(change, options)
    if (second !== 'refused') return second === 'parked'
    const { jobId } = change.record
    logger.error(texts.resultLost({ jobId }), { jobId })
    return true
  }
}

const endAnswer = (outcome: TransitionOutcome): EndAnswer =>
  outcome === 'stale' ? 'overtaken' : 'taken'

/** Waits for `work`, at most until the signal aborts. */
async function untilAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end)
      resolve()
    }
    signal.addEventListener('abort', end)
    void work.then(end)
  })
}
