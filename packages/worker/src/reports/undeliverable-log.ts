import type { Clock, Timer } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'

const PAUSE_MS = 60_000

/**
 * Says that delayed jobs were due and found their queue gone. The first of a queue is told at once, and those of the
 * next minute together: a deleted queue may have had any number of them.
 */
export class UndeliverableLog {
  readonly #logger: TextLogger
  readonly #clock: Clock
  /** By queue: how many came since the last line about it. Those with an entry are not told at once. */
  readonly #untold = new Map<string, { count: number; keptIn: string }>()
  #timer: Timer | undefined

  constructor(logger: TextLogger, clock: Clock) {
    this.#logger = logger
    this.#clock = clock
  }

  note(queue: string, keptIn: string): void {
    const untold = this.#untold.get(queue)
    if (untold) {
      untold.count += 1
      return
    }
    this.#untold.set(queue, { count: 0, keptIn })
    this.#say(queue, 1, keptIn)
    this.#timer ??= this.#clock.setTimer(PAUSE_MS, () => this.#sayUntold())
  }

  /** Says what is not told yet. */
  stop(): void {
    this.#timer?.cancel()
    this.#tellAll()
  }

  #sayUntold(): void {
    this.#timer = undefined
    this.#tellAll()
    if (this.#untold.size > 0) {
      this.#timer = this.#clock.setTimer(PAUSE_MS, () => this.#sayUntold())
    }
  }

  /** A queue of which nothing came is forgotten: its next one is told at once again. */
  #tellAll(): void {
    for (const [queue, untold] of this.#untold) {
      if (untold.count === 0) this.#untold.delete(queue)
      else this.#say(queue, untold.count, untold.keptIn)
      untold.count = 0
    }
  }

  #say(queue: string, count: number, keptIn: string): void {
    this.#logger.error(texts.undeliverable({ count, queue, keptIn }))
  }
}
