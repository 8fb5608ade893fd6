import type { Clock, Timer } from '@arq/core'

/** What the broker says of a queue. */
export interface QueueLook {
  readonly ready: number
  /** Everybody's. */
  readonly consumers: number
}

/** Why nothing comes: the broker knows of no consumer, or hands out nothing of what is ready. */
export type Stall = QueueLook & { readonly kind: 'forgotten' | 'unserved' }

interface WatchParts {
  readonly clock: Clock
  /** Between two looks at a consumer that gets nothing, milliseconds. 0: it is never looked at. */
  readonly intervalMs: number
  /** Whether what is ready should come: it consumes, and has room. */
  readonly isExpectant: () => boolean
  /** How many deliveries have come. */
  readonly deliveredCount: () => number
  /** `undefined`: the broker gave no answer of use. */
  readonly look: () => Promise<QueueLook | undefined>
  /** @param times how often this was found in a row; the first is worth telling */
  readonly onStalled: (stall: Stall, times: number) => void
  /** It was stalled, and is not any more. */
  readonly onRecovered: () => void
}

/** A consumer that was just accepted may not be counted yet: one look is no proof. Milliseconds. */
const CONFIRM_AFTER_MS = 1000

/**
 * Finds a consumer that gets nothing though it should. While deliveries come nobody is asked: only a consumer that got
 * nothing since the last time asks the broker, and two looks in a row must agree.
 */
export class ConsumerWatch {
  readonly #parts: WatchParts
  #timer: Timer | undefined
  #seenCount = 0
  #suspicions = 0
  #isStopped = false

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  start(): void {
    this.#after(this.#parts.intervalMs)
  }

  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
  }

  #after(delayMs: number): void {
    if (this.#isStopped || this.#parts.intervalMs === 0) return
    this.#timer = this.#parts.clock.setTimer(delayMs, () => {
      void this.#check().then((nextMs) => this.#after(nextMs))
    })
  }

  /** @returns when to look again */
  async #check(): Promise<number> {
    const { intervalMs, look, onStalled } = this.#parts
    if (!this.#hasReasonToLook()) return this.#isFine()
    const found = await look()
    // What came meanwhile is proof enough.
    if (!this.#hasReasonToLook()) return this.#isFine()
    if (!found) return intervalMs
    const stall = stallOf(found)
    if (!stall) return this.#isFine()
    this.#suspicions += 1
    if (this.#suspicions > 1) onStalled(stall, this.#suspicions - 1)
    return stall.kind === 'forgotten' ? Math.min(intervalMs, CONFIRM_AFTER_MS) : intervalMs
  }

  #hasReasonToLook(): boolean {
    const { isExpectant, deliveredCount } = this.#parts
    return !this.#isStopped && isExpectant() && deliveredCount() === this.#seenCount
  }

  #isFine(): number {
    const { intervalMs, deliveredCount, onRecovered } = this.#parts
    this.#seenCount = deliveredCount()
    if (this.#suspicions > 1) onRecovered()
    this.#suspicions = 0
    return intervalMs
  }
}

function stallOf(look: QueueLook): Stall | undefined {
  if (look.consumers === 0) return { ...look, kind: 'forgotten' }
  return look.ready > 0 ? { ...look, kind: 'unserved' } : undefined
}
