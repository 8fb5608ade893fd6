import type { Clock } from '@arq/core'

import type { AmqpConnection } from '../connection/connection.js'

/** Whether the broker has raised an alarm, memory or disk, and reads no more from this connection. */
export class BlockedState {
  #reason: string | undefined
  #sinceMs = 0

  constructor(connection: AmqpConnection, clock: Clock, onUnblocked: () => void) {
    connection.observe({
      onLost: () => (this.#reason = undefined),
      onBlocked: (reason) => {
        this.#reason = reason
        this.#sinceMs = clock.monotonicNow()
      },
      onUnblocked: () => {
        this.#reason = undefined
        onUnblocked()
      },
    })
  }

  /** The broker's words; `undefined`: it is not blocked. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** By the monotonic clock. */
  get sinceMs(): number {
    return this.#sinceMs
  }
}
