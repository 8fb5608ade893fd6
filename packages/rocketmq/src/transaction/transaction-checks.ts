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

export interface TransactionChecksOptions {
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
  readonly #options: TransactionChecksOptions
  readonly #waiting: CheckQuestion[] = []
  /** Of those that wait or run. */
  readonly #ids = new Set<string>()
  readonly #running = new Set<Promise<void>>()
  #isClosing = false

  constructor(options: TransactionChecksOptions) {
    this.#options = options
  }

  get runningCount(): number {
    return this.#running.size
  }

  get waitingCount(): number {
    return this.#waiting.length
  }

  take(question: CheckQuestion): void {
    const { events } = this.#options
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
      this.#options.events.emit({ type: 'checkDropped', transactionId, reason: 'closing' })
    }
    await Promise.all(this.#running)
  }

  #obstacle(transactionId: string): CheckDropReason | undefined {
    if (this.#isClosing) return 'closing'
    if (this.#ids.has(transactionId)) return 'duplicate'
    return this.#waiting.length >= this.#options.settings.maxPendingChecks ? 'full' : undefined
  }

  #runNext(): void {
    if (this.#running.size >= this.#options.settings.maxConcurrentChecks) return
    const question = this.#waiting.shift()
    if (question === undefined) return
    const running = this.#answer(question).finally(() => {
      this.#running.delete(running)
      this.#ids.delete(question.transactionId)
      this.#runNext()
    })
    this.#running.add(running)
  }

  async #answer(question: CheckQuestion): Promise<void> {
    const { ends, isRunningHere } = this.#options
    // Its checker would find nothing yet, and might say that there never will be anything.
    const state = isRunningHere(question.transactionId) ? 'unknown' : await this.#ask(question)
    await ends.end(question, state, true)
  }

  async #ask({ message, transactionId, checkTimes, brokerAddress }: CheckQuestion) {
    const { listener, settings, events } = this.#options
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
