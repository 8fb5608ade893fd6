import type { ArqError } from '@arq/core'
import type { TransportEvents } from '@arq/core/internal'

/** A new error for each that is told. */
type ToError = () => ArqError

/**
 * Tells of the transport's connections as of one: it is up when none of them is down, and where one of them is given up,
 * all are.
 */
export class ConnectionHealth {
  readonly #events: TransportEvents
  readonly #down = new Set<string>()
  readonly #connections = new Set<(toError: ToError) => void>()
  #isOutageKnown = false
  #wasConnected = false
  #toEnd: ToError | undefined

  constructor(events: TransportEvents) {
    this.#events = events
  }

  /** Whether one of them was connected at any time. */
  get wasConnected(): boolean {
    return this.#wasConnected
  }

  /** One more connection is to end where another is given up, or was before. */
  onGivenUp(end: (toError: ToError) => void): void {
    if (this.#toEnd) end(this.#toEnd)
    else this.#connections.add(end)
  }

  /** `role` is connected: for the first time, or again. */
  connected(role: string, isFirst: boolean): void {
    this.#wasConnected = true
    const wasDown = this.#down.delete(role)
    if (this.#down.size > 0) return
    this.#isOutageKnown = false
    if (wasDown || isFirst) this.#events.emit({ type: 'connected' })
  }

  lost(role: string, error: ArqError): void {
    const wasUp = this.#down.size === 0
    this.#down.add(role)
    if (wasUp) this.#events.emit({ type: 'disconnected', error })
  }

  attemptFailed(error: ArqError, retryInMs: number): void {
    const isFirst = !this.#isOutageKnown
    this.#isOutageKnown = true
    this.#events.emit({ type: 'connectFailed', error, retryInMs, isFirst })
  }

  /** One of them will not be tried again. */
  gaveUp(toError: ToError): void {
    if (this.#toEnd) return
    this.#toEnd = toError
    for (const end of this.#connections) end(toError)
    this.#events.emit({ type: 'gaveUp', error: toError() })
  }

  blocked(reason: string): void {
    this.#events.emit({ type: 'blocked', reason })
  }

  unblocked(): void {
    this.#events.emit({ type: 'unblocked' })
  }
}
