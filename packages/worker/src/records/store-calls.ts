import type { Clock, ErrorCode, ResultStore } from '@arq/core'
import { errorText, isArqError } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'

/** What came of asking the store. */
export type StoreAnswer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** It can be asked again later. */
  | { readonly kind: 'away' }
  /** It answers this question so until somebody changes something. */
  | { readonly kind: 'refused' }

interface StoreCallsParts {
  readonly store: ResultStore
  readonly clock: Clock
  readonly logger: TextLogger
}

/** A refusal of the same kind is told again after this long: often enough not to be forgotten, not once a job. */
const REMIND_AFTER_MS = 3_600_000

/**
 * The worker's calls of the result store, and its one view of whether the store is away. While it is, nobody asks it but
 * {@link ParkedWatch}, which finds out when it is back: a store that hangs must not hold up every job for its time limit.
 */
export class StoreCalls {
  readonly #parts: StoreCallsParts
  readonly #toldMs = new Map<ErrorCode | undefined, number>()
  #isAway = false
  #isTold = false
  #return = latch()
  readonly #awayListeners = new Set<() => void>()

  constructor(parts: StoreCallsParts) {
    this.#parts = parts
  }

  get isAway(): boolean {
    return this.#isAway
  }

  /** Whether jobs may start while the store is away. */
  get startsWithout(): boolean {
    return this.#parts.store.onFailure === 'degrade'
  }

  /** Whether the store can note a start without the whole record. */
  get canBegin(): boolean {
    return this.#parts.store.begin !== undefined
  }

  /** Whether the store takes many writes in one call. */
  get canTakeMany(): boolean {
    return this.#parts.store.transitionMany !== undefined
  }

  /** Whether the store can tell of the jobs that were stopped while they waited. */
  get canTellStopped(): boolean {
    return this.#parts.store.stoppedJobs !== undefined
  }

  /** Resolves when the store, which is away, can be asked again. */
  get returned(): Promise<void> {
    return this.#isAway ? this.#return.opened : Promise.resolve()
  }

  /** Listens to the beginnings of outages; returns how to stop. */
  onAway(listener: () => void): () => void {
    this.#awayListeners.add(listener)
    return () => void this.#awayListeners.delete(listener)
  }

  /** Asks the store, unless it is known to be away. */
  ask<T>(jobId: string, call: (store: ResultStore) => Promise<T>): Promise<StoreAnswer<T>> {
    return this.#isAway ? Promise.resolve(AWAY) : this.#call(jobId, call)
  }

  /** Asks the store in any case; an answer ends the outage. */
  async probe<T>(jobId: string, call: (store: ResultStore) => Promise<T>): Promise<StoreAnswer<T>> {
    const answer = await this.#call(jobId, call)
    if (answer.kind === 'answered') this.comeBack()
    return answer
  }

  /**
   * Looks at the start whether the store is there, so that people hear of a wrong address while they look, and not at the
   * end of the first job.
   */
  async look(): Promise<void> {
    if (this.#isAway || (await this.isHealthy())) return
    // A health report is words only; what a call fails with tells whether it will pass.
    await this.#call(undefined, (store) => store.getStatus(NO_JOB))
  }

  async isHealthy(): Promise<boolean> {
    try {
      return (await this.#parts.store.healthCheck()).isHealthy
    } catch {
      return false
    }
  }

  /** The store can be asked again. */
  comeBack(): void {
    if (!this.#isAway) return
    this.#isAway = false
    this.#return.open()
  }

  /** Says that the outage is over, if it was said that there is one. */
  tellOfReturn(written: number): void {
    if (!this.#isTold) return
    this.#isTold = false
    this.#parts.logger.info(texts.storeUp({ written }))
  }

  async #call<T>(
    jobId: string | undefined,
    call: (store: ResultStore) => Promise<T>,
  ): Promise<StoreAnswer<T>> {
    try {
      return { kind: 'answered', value: await call(this.#parts.store) }
    } catch (error) {
      if (isArqError(error) && error.retryable) {
        this.#goAway(error)
        return AWAY
      }
      this.#tellOfRefusal(jobId, error)
      return REFUSED
    }
  }

  #goAway(cause: unknown): void {
    if (!this.#isAway) {
      this.#isAway = true
      this.#return = latch()
      for (const listener of this.#awayListeners) listener()
    }
    if (this.#isTold) return
    this.#isTold = true
    const error = errorText(cause)
    const text = this.startsWithout ? texts.storeDown({ error }) : texts.storeDownHolding({ error })
    this.#parts.logger.warn(text)
  }

  #tellOfRefusal(jobId: string | undefined, cause: unknown): void {
    const { clock, logger } = this.#parts
    const code = isArqError(cause) ? cause.code : undefined
    const nowMs = clock.monotonicNow()
    const toldMs = this.#toldMs.get(code)
    if (toldMs !== undefined && nowMs - toldMs < REMIND_AFTER_MS) return
    this.#toldMs.set(code, nowMs)
    const error = errorText(cause)
    const context = jobId === undefined ? { code } : { code, jobId }
    logger.error(texts.storeRefused({ error }), context)
  }
}

/** An id to ask for when it does not matter which. */
const NO_JOB = 'arq.worker.start'

const AWAY = { kind: 'away' } as const
const REFUSED = { kind: 'refused' } as const

/** A promise and the hand that resolves it. */
function latch() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
