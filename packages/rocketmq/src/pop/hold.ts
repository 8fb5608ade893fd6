export interface HoldParts {
  /** How long the message is hidden each time. */
  readonly invisibleMs: number
  /** Until when it is hidden already, by the monotonic clock. */
  readonly hiddenUntilMs: number
  readonly renew: () => Promise<void>
  /** A renewal failed; the next one follows. Must not throw. */
  readonly onFailed: (error: unknown) => void
}

/** Renewals of each invisible time: two may fail, or come late, before the message is visible again. */
const RENEWALS = 3

/**
 * Renews the invisible time of a message until it is ended. Its signal aborts when renewals have failed for so long that
 * the message is visible again: others get it now.
 */
export class Hold {
  readonly #parts: HoldParts
  readonly #lost = new AbortController()
  #hiddenUntilMs: number
  #timer: NodeJS.Timeout | undefined
  #renewing: Promise<void> | undefined
  #isEnded = false

  constructor(parts: HoldParts) {
    this.#parts = parts
    this.#hiddenUntilMs = parts.hiddenUntilMs
    const leftMs = parts.hiddenUntilMs - performance.now()
    this.#renewAfter(leftMs - (RENEWALS - 1) * this.#stepMs)
  }

  /** Aborts when the message is no longer this member's. */
  get signal(): AbortSignal {
    return this.#lost.signal
  }

  /** Resolves when no renewal is under way any more. */
  async end(): Promise<void> {
    this.#isEnded = true
    clearTimeout(this.#timer)
    await this.#renewing
  }

  get #stepMs(): number {
    return this.#parts.invisibleMs / RENEWALS
  }

  #renewAfter(waitMs: number): void {
    this.#timer = setTimeout(
      () => {
        this.#renewing = this.#renew().finally(() => {
          this.#renewing = undefined
          if (!this.#isEnded && !this.#lost.signal.aborted) this.#renewAfter(this.#stepMs)
        })
      },
      Math.max(0, waitMs),
    )
  }

  async #renew(): Promise<void> {
    const { invisibleMs, renew, onFailed } = this.#parts
    const askedMs = performance.now()
    try {
      await renew()
      this.#hiddenUntilMs = askedMs + invisibleMs
    } catch (error) {
      onFailed(error)
      if (performance.now() >= this.#hiddenUntilMs) this.#lost.abort(error)
    }
  }
}
