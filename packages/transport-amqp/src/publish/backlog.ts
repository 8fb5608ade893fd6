import { Fifo } from './fifo.js'
import type { PendingPublish } from './pending-publish.js'

/** Publishes that wait for their turn, in order. */
export class Backlog {
  readonly #publishes = new Fifo<PendingPublish>()
  #bytes = 0

  get size(): number {
    return this.#publishes.size
  }

  get bytes(): number {
    return this.#bytes
  }

  peek(): PendingPublish | undefined {
    return this.#publishes.peek()
  }

  push(publish: PendingPublish): void {
    this.#publishes.push(publish)
    this.#bytes += publish.bytes
  }

  shift(): PendingPublish | undefined {
    const publish = this.#publishes.shift()
    this.#bytes -= publish?.bytes ?? 0
    return publish
  }

  /** Puts publishes back before all others, in their order. */
  putBack(publishes: readonly PendingPublish[]): void {
    this.#publishes.putBack(publishes)
    for (const { bytes } of publishes) this.#bytes += bytes
  }

  /** Takes everything out. */
  drain(): readonly PendingPublish[] {
    this.#bytes = 0
    return this.#publishes.drain()
  }
}
