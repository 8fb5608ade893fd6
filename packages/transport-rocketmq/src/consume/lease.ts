import { systemClock } from '@arq/core'
import type { MessageExt } from '@arq/rocketmq'

/** What of a consumer a lease needs. */
export interface LeaseKeeper {
  changeInvisible(message: MessageExt, invisibleMs: number): Promise<void>
}

/**
 * The time for which the broker hides one message from everybody else. While it lasts the message is ours to settle;
 * once it is over, or may be, somebody else has it.
 */
export class Lease {
  readonly message: MessageExt
  readonly #keeper: LeaseKeeper
  readonly #invisibleMs: number
  /** By the monotonic clock; counted from before the broker was asked, so never later than the broker's end. */
  #hiddenUntilMs: number
  #renewing: Promise<void> | undefined
  #isGivenUp = false

  /** @param askedMs when the broker was asked for the message, by the monotonic clock */
  constructor(keeper: LeaseKeeper, message: MessageExt, invisibleMs: number, askedMs: number) {
    this.#keeper = keeper
    this.message = message
    this.#invisibleMs = invisibleMs
    this.#hiddenUntilMs = askedMs + invisibleMs
  }

  /** Others have the message, or may have it. Never false again. */
  get isOver(): boolean {
    return this.#isGivenUp || systemClock.monotonicNow() >= this.#hiddenUntilMs
  }

  /** Ends it here: the message is left to others. */
  giveUp(): void {
    this.#isGivenUp = true
  }

  /** Hides the message for longer. Never rejects: what failed is tried again by the next call. */
  renew(): Promise<void> {
    if (this.isOver) return Promise.resolve()
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined))
    return this.#renewing
  }

  /** Resolves when no renewal is under way: each one makes the handle before void. */
  async settled(): Promise<void> {
    await this.#renewing
  }

  /** Leaves the message to others soon. Never rejects: at the latest they get it when its time is over. */
  async release(soonMs: number): Promise<void> {
    await this.#renewing
    try {
      await this.#keeper.changeInvisible(this.message, soonMs)
    } catch {
      // Its time ends by itself.
    }
    this.#isGivenUp = true
  }

  async #renew(): Promise<void> {
    const askedMs = systemClock.monotonicNow()
    try {
      await this.#keeper.changeInvisible(this.message, this.#invisibleMs)
    } catch {
      return
    }
    // Answered too late: others may have had it in between.
    if (!this.isOver) this.#hiddenUntilMs = askedMs + this.#invisibleMs
  }
}
