import type {
  Clock,
  JobClaim,
  JobTransition,
  Logger,
  ResultStore,
  TransitionOutcome,
} from '@arq/core'
import { isArqError, localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'

export interface ResultWriterOptions {
  /** Absent: nothing is kept, and every write is answered `applied`. */
  readonly store: ResultStore | undefined
  readonly clock: Clock
  readonly logger: Logger
  /** Results kept in memory while the store is down; beyond it the oldest are lost, and counted. */
  readonly backlogLimit: number
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

/**
 * The worker's way to the result store, which may be away for a while.
 * A store that degrades lets jobs go on: ends of jobs wait here, in order and bounded, until it is back.
 * A store that refuses makes `write` wait for it, so that the job stays unacknowledged.
 */
export class ResultWriter {
  readonly #options: ResultWriterOptions
  readonly #backlog = new Map<string, JobTransition>()
  #dropped = 0
  #isDown = false
  #flushing: Promise<void> | undefined
  #isClosed = false
  readonly #pauses = new Set<() => void>()

  constructor(options: ResultWriterOptions) {
    this.#options = options
  }

  /** Whether there is a store to write to. */
  get isKept(): boolean {
    return this.#options.store !== undefined
  }

  /** Results that wait in memory for the store. */
  get pending(): number {
    return this.#backlog.size
  }

  /** Whether the store can note a start without the whole record. */
  get canClaim(): boolean {
    return this.#options.store?.claim !== undefined
  }

  /** Takes the record for an attempt, without writing the whole of it; `undefined` when the store cannot be asked. */
  claim(claim: JobClaim): Promise<TransitionOutcome | undefined> {
    return this.#ask(claim.jobId, (store) =>
      store.claim ? store.claim(claim) : store.transition(claim.toTransition()),
    )
  }

  /** The same, writing the whole record. */
  start(change: JobTransition): Promise<TransitionOutcome | undefined> {
    return this.#attempt(change)
  }

  /** A write that may be lost without harm, such as progress. */
  async note(change: JobTransition): Promise<void> {
    await this.#attempt(change)
  }

  /**
   * Writes the end of an attempt. Resolves once it is stored, or once it waits here and the job may be acknowledged.
   * @param isPointless asked before each further try: the delivery has gone to somebody else
   * @returns whether the job may be acknowledged; if not, the worker ends before the store has come back
   */
  async write(change: JobTransition, isPointless: () => boolean): Promise<boolean> {
    const { store } = this.#options
    let pauseMs = FIRST_PAUSE_MS
    for (;;) {
      const outcome = await this.#attempt(change)
      if (outcome !== undefined || store?.onFailure !== 'refuse') {
        if (outcome === undefined) this.#keep(change)
        return true
      }
      if (this.#isClosed || isPointless()) return false
      await this.#pause(pauseMs)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  /** Writes that wait for the store give up: their jobs go back to the queue or wait in memory. */
  stopWaiting(): void {
    this.#isClosed = true
    for (const wake of this.#pauses) wake()
  }

  /** Tries once more to write what waits here, and stops. */
  async close(): Promise<void> {
    this.stopWaiting()
    await this.#flushing
    if (this.#backlog.size > 0) await this.#writeBacklog()
    this.#dropped += this.#backlog.size
    if (this.#dropped > 0)
      this.#say('warn', messages.storeUp({ written: 0, dropped: this.#dropped }))
  }

  #attempt(change: JobTransition): Promise<TransitionOutcome | undefined> {
    return this.#ask(change.record.jobId, (store) => store.transition(change))
  }

  async #ask(
    jobId: string,
    write: (store: ResultStore) => Promise<TransitionOutcome>,
  ): Promise<TransitionOutcome | undefined> {
    const { store, logger } = this.#options
    if (!store) return 'applied'
    try {
      const outcome = await write(store)
      // The first answer after an outage; what waits is written before anything else is decided from the store.
      if (this.#isDown) this.#flushSoon()
      return outcome
    } catch (error) {
      const words = localizedMessage(error, 'en')
      if (isOutage(error)) {
        this.#goDown(words)
        return undefined
      }
      logger.error(renderMessage(messages.storeRefused({ jobId, error: words })), { jobId })
      return undefined
    }
  }

  #keep(change: JobTransition): void {
    const { jobId } = change.record
    this.#backlog.delete(jobId)
    this.#backlog.set(jobId, change)
    if (this.#backlog.size > this.#options.backlogLimit) {
      const [oldest] = this.#backlog.keys()
      if (oldest !== undefined) this.#backlog.delete(oldest)
      this.#dropped += 1
    }
    this.#flushSoon()
  }

  #goDown(error: string): void {
    if (this.#isDown) return
    this.#isDown = true
    const isHolding = this.#options.store?.onFailure === 'refuse'
    this.#say(
      'warn',
      isHolding ? messages.storeDownHolding({ error }) : messages.storeDown({ error }),
    )
  }

  #flushSoon(): void {
    if (this.#flushing || this.#isClosed) return
    this.#flushing = this.#flush().finally(() => (this.#flushing = undefined))
  }

  async #flush(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    let written = 0
    for (;;) {
      const { done, isUp } = await this.#writeBacklog()
      written += done
      if (isUp || this.#isClosed) break
      await this.#pause(pauseMs)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
    if (!this.#isDown || this.#isClosed) return
    this.#isDown = false
    this.#say('info', messages.storeUp({ written, dropped: this.#dropped }))
    this.#dropped = 0
  }

  /** Writes what waits, oldest first, until one fails. */
  async #writeBacklog(): Promise<{ readonly done: number; readonly isUp: boolean }> {
    const { store } = this.#options
    let done = 0
    for (const [jobId, change] of this.#backlog) {
      try {
        await store?.transition(change)
      } catch (error) {
        if (isOutage(error)) return { done, isUp: false }
        // The store is there and will not have it: keeping it would block the others for ever.
        this.#dropped += 1
      }
      if (this.#backlog.get(jobId) === change) this.#backlog.delete(jobId)
      done += 1
    }
    return { done, isUp: true }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        timer.cancel()
        this.#pauses.delete(wake)
        resolve()
      }
      const timer = this.#options.clock.setTimer(ms, wake)
      this.#pauses.add(wake)
    })
  }

  #say(level: 'info' | 'warn', message: Parameters<typeof renderMessage>[0]): void {
    this.#options.logger[level](renderMessage(message))
  }
}

const isOutage = (error: unknown): boolean =>
  isArqError(error) && (error.code === 'ARQ_STORE_CONNECTION' || error.code === 'ARQ_STORE_TIMEOUT')
