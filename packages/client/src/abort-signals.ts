import { type Clock, isArqError, type Transport, UnsupportedError } from '@arq/core'
import { type AbortRequest, encodeAbort } from '@arq/core/internal'

import { texts } from './texts.js'

/** The first signal may have come to a worker before it had the job, or got lost with a connection. */
const FIRST_AGAIN_MS = 250
const LONGEST_AGAIN_MS = 2000

interface AbortSignalsParts {
  readonly transport: Transport
  readonly clock: Clock
  /** By the monotonic clock. */
  readonly deadlineMs: number
}

/** The signals of one abort: to every worker, again after a while, then after twice as long. */
export class AbortSignals {
  readonly #parts: AbortSignalsParts
  #againMs = FIRST_AGAIN_MS
  #isSending = false
  #trouble: unknown

  constructor(parts: AbortSignalsParts) {
    this.#parts = parts
  }

  /** Whether the last signal has left. */
  get hasLeft(): boolean {
    return !this.#isSending && this.#trouble === undefined
  }

  /** Why the last signal did not leave; it is sent again all the same. */
  get trouble(): unknown {
    return this.#trouble
  }

  /**
   * Sends a signal, unless the one before has not left yet. Nobody waits for it: its effect shows.
   * @returns how long to look for the effect until the next one is due, milliseconds
   * @throws UnsupportedError `ARQ_UNSUPPORTED` where no signal can reach a worker; what a signal before was refused with
   */
  send(request: AbortRequest): number {
    const { clock, deadlineMs } = this.#parts
    if (isArqError(this.#trouble) && !this.#trouble.retryable) throw this.#trouble
    if (!this.#isSending) this.#broadcast(request)
    const waitMs = Math.min(this.#againMs, Math.max(deadlineMs - clock.monotonicNow(), 0))
    this.#againMs = Math.min(this.#againMs * 2, LONGEST_AGAIN_MS)
    return waitMs
  }

  #broadcast(request: AbortRequest): void {
    const { transport } = this.#parts
    const { capabilities, description } = transport
    if (!capabilities.broadcast) {
      throw new UnsupportedError(texts.needsBroadcast({ transport: description }))
    }
    const ended = (error: unknown): void => {
      this.#isSending = false
      this.#trouble = error
    }
    this.#isSending = true
    transport.broadcast(encodeAbort(request)).then(() => ended(undefined), ended)
  }
}
