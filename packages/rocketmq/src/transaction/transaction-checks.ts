import { UnderWay } from '../flow/under-way.js'
import type { MessageExt } from '../message/message-ext.js'
import { askListener } from './ask-listener.js'
import type { EndTransactions, HalfMessage } from './end-transaction.js'
import type { CheckDropReason, TransactionEvents } from './transaction-events.js'
import type { TransactionListener } from './transaction-listener.js'
import type { ResolvedTransactionSettings } from './transaction-settings.js'

/** A broker's question about a half message of this group. */
export interface CheckQuestion extends HalfMessage {
  readonly message: MessageExt
  /** From 1. */
  readonly checkTimes: number
}

export interface TransactionChecksParts {
  readonly settings: ResolvedTransactionSettings
  readonly listener: Pick<TransactionListener, 'checkLocalTransaction'>
  readonly ends: EndTransactions
  readonly events: TransactionEvents
  /** Whether the local transaction runs in this very producer. */
  readonly isRunningHere: (transactionId: string) => boolean
}

/**
 * Answers what brokers ask, a bounded number at a time. A question that waits already is not taken twice, and those
 * that find no room are dropped: brokers ask again.
 */
export class TransactionChecks {
  readonly #parts: TransactionChecksParts
  readonly #waiting: CheckQuestion[] = []
  /** Of those that wait or run. */
  readonly #ids = new Set<string>()
  readonly #running = new UnderWay()
  #isClosing = false

  constructor(parts: TransactionChecksParts) {
    this.#parts = parts
  }

  get runningCount(): number {
    return this.#running.count
  }

  get waitingCount(): number {
    return this.#waiting.length
  }

  take(question: CheckQuestion): void {
    const { events } = this.#parts
    const { message, transactionId, checkTimes, brokerAddress } = question
    events.emit({ type: 'checkAsked', message, transactionId, checkTimes, brokerAddress })
    const obstacle = this.#obstacle(transactionId)
    if (obstacle !== undefined) {
      events.emit({ type: 'checkDropped', transactionId, reason: obstacle })
      return
    }
    this.#ids.add(transactionId)
    this.#waiting.push(question)
    this.#runNext()
  }

  /** Waits for the checks that run, and drops those that wait. */
  async close(): Promise<void> {
    this.#isClosing = true
    for (const { transactionId } of this.#waiting.splice(0)) {
      this.#parts.events.emit({ type: 'checkDropped', transactionId, reason: 'closing' })
    }
    await this.#running.whenNone()
  }

  #obstacle(transactionId: string): CheckDropReason | undefined {
    if (this.#isClosing) return 'closing'
    if (this.#ids.has(transactionId)) return 'duplicate'
    return this.#waiting.length >= this.#parts.settings.maxPendingChecks ? 'full' : undefined
  }

  #runNext(): void {
    if (this.#running.count >= this.#parts.settings.maxConcurrentChecks) return
    const question = this.#waiting.shift()
    if (question === undefined) return
    void this.#running.track(this.#answer(question)).finally(() => {
      this.#ids.delete(question.transactionId)
      this.#runNext()
    })
  }

  async #answer(question: CheckQuestion): Promise<void> {
    const { ends, isRunningHere } = this.#parts
    // Its checker would find nothing yet, and might say that there never will be anything.
    const state = isRunningHere(question.transactionId) ? 'unknown' : await this.#ask(question)
    await ends.end(question, state, true)
  }

  async #ask({ message, transactionId, checkTimes, brokerAddress }: CheckQuestion) {
    const { listener, settings, events } = this.#parts
    const { topic } = message
    const method = 'checkLocalTransaction'
    const { state, error } = await askListener(
      { method, topic, transactionId, timeoutMs: settings.checkTimeoutMs },
      (signal) =>
        listener.checkLocalTransaction(message, {
          transactionId,
          signal,
          checkTimes,
          brokerAddress,
        }),
    )
    if (error) events.emit({ type: 'failed', error })
    // Only the listener's own word counts: its database may just be down.
    const isGivenUp = state === 'unknown' && !error && checkTimes >= settings.maxChecks
    return isGivenUp ? 'rollback' : state
  }
}
