import { ClosedError, ResultStoreError } from '@arq/core'
import { type DatabaseName, timedOut } from '@arq/core/store'

/** Lets whoever waits for a database wait as long as a call may take, or until nobody wants the answers any more. */
export class LimitedCalls {
  readonly #name: DatabaseName
  readonly #waiting = new Set<(error: unknown) => void>()

  constructor(name: DatabaseName) {
    this.#name = name
  }

  /** @throws what `happening` rejects with; `ARQ_STORE_TIMEOUT` when it takes longer; see {@link abandon} */
  async within<T>(limitMs: number, happening: Promise<T>): Promise<T> {
    // Its end may come when nobody listens any more.
    happening.catch(() => undefined)
    let timer: NodeJS.Timeout | undefined
    let giveUp: (error: unknown) => void = () => undefined
    const limit = new Promise<never>((_, reject) => {
      giveUp = reject
      timer = setTimeout(() => reject(timedOut(this.#name, limitMs)), limitMs)
    })
    this.#waiting.add(giveUp)
    try {
      return await Promise.race([happening, limit])
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(giveUp)
    }
  }

  /** Whoever waits hears `ARQ_CLOSED`. */
  abandon(): void {
    for (const giveUp of this.#waiting) giveUp(new ClosedError('SqlResultStore'))
  }
}

/** Whether the call was given up, so that its answer may still come: no other call may have its connection. */
export const isGivenUp = (error: unknown): error is ResultStoreError | ClosedError =>
  error instanceof ResultStoreError || error instanceof ClosedError
