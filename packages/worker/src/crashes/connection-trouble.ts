import type { Clock, Transport } from '@arq/core'

/** So long after a loss, jobs may still come back because of it: those that others held as well come one by one. */
const AFTERMATH_MS = 60_000

/** Knows whether this worker lost deliveries a moment ago, so that jobs come back although nobody died. */
export class ConnectionTrouble {
  readonly #clock: Clock
  readonly #stopListening: () => void
  #lastMs = -Infinity

  constructor(transport: Transport, clock: Clock) {
    this.#clock = clock
    this.#stopListening = transport.on(({ type }) => {
      if (type === 'disconnected' || type === 'channelClosed' || type === 'consumerCancelled') {
        this.#lastMs = clock.monotonicNow()
      }
    })
  }

  get isRecent(): boolean {
    return this.#clock.monotonicNow() - this.#lastMs < AFTERMATH_MS
  }

  close(): void {
    this.#stopListening()
  }
}
