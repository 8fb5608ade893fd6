import type { ArqError } from '@arq/core'

import type { TransportEvents } from '../transport-events.js'

/** Tells of the transport's connections as of one: it is up when none of them is down. */
export class ConnectionHealth {
  readonly #events: TransportEvents
  readonly #down = new Set<string>()
  #isOutageKnown = false

  constructor(events: TransportEvents) {
    this.#events = events
  }

  /** `role` is connected: for the first time, or again. */
  connected(role: string, isFirst: boolean): void {
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

  blocked(reason: string): void {
    this.#events.emit({ type: 'blocked', reason })
  }

  unblocked(): void {
    this.#events.emit({ type: 'unblocked' })
  }
}
