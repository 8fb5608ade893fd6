import { isErrorLike } from '../errors/thrown.js'
import type { Clock, Timer } from '../time/clock.js'

/** How long one caller waits for something to be opened. */
export interface ConnectOptions {
  /** Give up after this long. Default: the transport's `connectionTimeout`. `forever`: until `signal` aborts. */
  readonly timeoutMs?: number | 'forever' | undefined
  /** Give up when it aborts: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

interface OpeningWaitParts {
  /** Absent: the first failure ends the wait. */
  readonly limitMs: number | 'forever' | undefined
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
  /** Called in the turn in which the wait ends, well or badly. */
  readonly onEnd: (wait: OpeningWait) => void
  /** The error when the time is up. */
  readonly timeUp: (limitMs: number, lastFailure: unknown) => unknown
}

/** The wait of one caller for an opening that others may wait for, too. */
export class OpeningWait {
  /** Resolves when it is open. */
  readonly ended: Promise<void>
  readonly #parts: OpeningWaitParts
  readonly #timer: Timer | undefined
  #resolve: () => void = () => undefined
  #reject: (error: unknown) => void = () => undefined
  #lastFailure: unknown

  constructor(parts: OpeningWaitParts) {
    this.#parts = parts
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { limitMs, clock, signal } = parts
    signal?.addEventListener('abort', this.#onAbort)
    if (limitMs === undefined || limitMs === 'forever') return
    this.#timer = clock.setTimer(limitMs, () => {
      this.reject(parts.timeUp(limitMs, this.#lastFailure))
    })
  }

  resolve(): void {
    this.#end()
    this.#resolve()
  }

  reject(error: unknown): void {
    this.#end()
    this.#reject(error)
  }

  /** An opening has failed. @param isPassing the next one may succeed */
  failed(error: unknown, isPassing: boolean): void {
    if (!isPassing || this.#parts.limitMs === undefined) this.reject(error)
    else this.#lastFailure = error
  }

  readonly #onAbort = (): void => {
    if (this.#parts.signal) this.reject(abortError(this.#parts.signal))
  }

  #end(): void {
    this.#timer?.cancel()
    this.#parts.signal?.removeEventListener('abort', this.#onAbort)
    this.#parts.onEnd(this)
  }
}

/** The signal's reason as it is, where that is an error; `abort('why')` gives any value. */
export function abortError({ reason }: AbortSignal): Error {
  if (isErrorLike(reason)) return reason
  const error = new Error('The wait was aborted', { cause: reason })
  error.name = 'AbortError'
  return error
}
