import type { TextLogger } from '../log/guarded-logger.js'
import { texts } from '../texts/texts.js'

export interface RebalanceLoopParts {
  /** Wait after a round that left everything as it should be. */
  readonly intervalMs: number
  /** Wait after a round that could not take or give back all queues. */
  readonly unbalancedIntervalMs: number
  /** One round. Returns whether this member has exactly the queues that it should have. */
  readonly rebalance: () => Promise<boolean>
  readonly logger: TextLogger
}

/** Runs rebalance rounds, one at a time: by a timer, and at once when something asks for one. */
export class RebalanceLoop {
  readonly #parts: RebalanceLoopParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isAskedAgain = false
  #isStopped = false

  constructor(parts: RebalanceLoopParts) {
    this.#parts = parts
  }

  /** Runs a round now, or another one after the present one. Resolves when that round is over. Never rejects. */
  async rebalanceNow(): Promise<void> {
    if (this.#isStopped) return
    if (this.#running) {
      this.#isAskedAgain = true
      return this.#running
    }
    this.#running = this.#rounds()
    return this.#running
  }

  /** Resolves when the present round is over; no further one begins. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #rounds(): Promise<void> {
    clearTimeout(this.#timer)
    const isBalanced = await this.#roundsUntilNobodyAsks()
    this.#running = undefined
    if (this.#isStopped) return
    const { intervalMs, unbalancedIntervalMs } = this.#parts
    const waitMs = isBalanced ? intervalMs : Math.min(intervalMs, unbalancedIntervalMs)
    this.#timer = setTimeout(() => void this.rebalanceNow(), waitMs)
  }

  async #roundsUntilNobodyAsks(): Promise<boolean> {
    for (;;) {
      this.#isAskedAgain = false
      const isBalanced = await this.#round()
      if (!this.#mustGoOn()) return isBalanced
    }
  }

  /** Somebody asked during the round. */
  #mustGoOn(): boolean {
    return this.#isAskedAgain && !this.#isStopped
  }

  async #round(): Promise<boolean> {
    try {
      return await this.#parts.rebalance()
    } catch (error) {
      this.#parts.logger.error(texts.logRebalanceFailed(), { error })
      return false
    }
  }
}
