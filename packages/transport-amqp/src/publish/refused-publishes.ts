import type { Clock, Timer } from '@arq/core'

import type { PendingPublish } from './pending-publish.js'

interface RefusedPublishesParts {
  readonly clock: Clock
  /** These are to be sent again, before all others. */
  readonly onReleased: (publishes: readonly PendingPublish[]) => void
}

/** Pause before a refused message is sent again, milliseconds: the election of a leader takes some hundred. */
const PAUSE_MS = 100

/** Publishes that a queue without a leader refused, until they are sent again. */
export class RefusedPublishes {
  readonly #parts: RefusedPublishesParts
  #publishes: PendingPublish[] = []
  #bytes = 0
  #timer: Timer | undefined

  constructor(parts: RefusedPublishesParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#publishes.length
  }

  get bytes(): number {
    return this.#bytes
  }

  add(publish: PendingPublish): void {
    this.#publishes.push(publish)
    this.#bytes += publish.bytes
    this.#timer ??= this.#parts.clock.setTimer(PAUSE_MS, () => this.#parts.onReleased(this.drain()))
  }

  /** Takes everything out. */
  drain(): readonly PendingPublish[] {
    this.#timer?.cancel()
    this.#timer = undefined
    const publishes = this.#publishes
    this.#publishes = []
    this.#bytes = 0
    return publishes
  }
}
