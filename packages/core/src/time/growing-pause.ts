import type { Clock } from './clock.js'
import { pause } from './pause.js'

export interface GrowingPauseParts {
  readonly firstMs: number
  readonly longestMs: number
  /** How many times as long as the one before each pause is. @defaultValue 2 */
  readonly growth?: number
  readonly clock: Clock
  /** Ends a pause that is under way, and all that follow. */
  readonly signal: AbortSignal
}

/** The pauses between tries of one thing: each is longer than the one before, up to a limit. */
export class GrowingPause {
  readonly #parts: GrowingPauseParts
  #nextMs: number

  constructor(parts: GrowingPauseParts) {
    this.#parts = parts
    this.#nextMs = parts.firstMs
  }

  /** The length of the next pause, for who waits in another way. */
  takeMs(): number {
    const { longestMs, growth = 2 } = this.#parts
    const takenMs = this.#nextMs
    this.#nextMs = Math.min(takenMs * growth, longestMs)
    return takenMs
  }

  async wait(): Promise<void> {
    const { clock, signal } = this.#parts
    await pause(this.takeMs(), { clock, signal })
  }
}
