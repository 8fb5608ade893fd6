import { ResultStoreError } from '../errors/store-errors.js'
import { systemClock } from '../time/clock.js'
import { GrowingPause } from '../time/growing-pause.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 3000

/**
 * Knows whether the database is away, so that calls hear of it at once and not each after a time limit of its own. A
 * failure makes it ask; while it gets no answer, with growing pauses, the database is away.
 */
export class OutageWatch {
  readonly #ask: () => Promise<void>
  #failure: ResultStoreError | undefined
  #asking: Promise<void> | undefined
  readonly #closing = new AbortController()

  /** @param ask one question to the database, which rejects with a `ResultStoreError` */
  constructor(ask: () => Promise<void>) {
    this.#ask = ask
  }

  /** Why it is away, if it is. */
  get failure(): ResultStoreError | undefined {
    return this.#failure
  }

  /** A call has failed: whether that was an outage is asked for, unless somebody asks already. */
  suspect(error: unknown): void {
    if (!isLostContact(error) || this.#closing.signal.aborted) return
    this.#asking ??= this.#askUntilBack().finally(() => (this.#asking = undefined))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#asking
  }

  async #askUntilBack(): Promise<void> {
    const { signal } = this.#closing
    const pause = new GrowingPause({
      ...{ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS },
      ...{ clock: systemClock, signal },
    })
    while (!signal.aborted) {
      try {
        await this.#ask()
        break
      } catch (error) {
        // It answers, whatever it says.
        if (!isLostContact(error)) break
        this.#failure = error
      }
      await pause.wait()
    }
    this.#failure = undefined
  }
}

const isLostContact = (error: unknown): error is ResultStoreError =>
  error instanceof ResultStoreError &&
  (error.code === 'ARQ_STORE_CONNECTION' || error.code === 'ARQ_STORE_TIMEOUT')
