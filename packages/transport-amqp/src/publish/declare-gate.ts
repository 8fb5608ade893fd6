import { toError } from '@arq/core'

import type { TopologyAsserter } from '../topology/assert-topology.js'
import type { Route } from '../topology/route.js'
import type { PendingPublish } from './pending-publish.js'

interface DeclareGateParts {
  readonly topology: TopologyAsserter
  /** These may go now, in this order, before all that came later. */
  readonly onReleased: (publishes: readonly PendingPublish[]) => void
}

/** Whose declarations a publish waits for. */
const keyOf = ({ gateKey, routingKey }: Route): string => gateKey ?? routingKey

/** Holds publishes back until what is on their way has been declared; those to other queues pass meanwhile. */
export class DeclareGate {
  readonly #parts: DeclareGateParts
  /** By {@link keyOf}. */
  readonly #waiting = new Map<string, PendingPublish[]>()
  #size = 0
  #bytes = 0

  constructor(parts: DeclareGateParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** @returns whether it may go at once; otherwise it is held here */
  admit(publish: PendingPublish, route: Route): boolean {
    const key = keyOf(route)
    const waiting = this.#waiting.get(key)
    if (!waiting && this.#parts.topology.isPrepared(route)) return true
    this.#size += 1
    this.#bytes += publish.bytes
    if (waiting) {
      waiting.push(publish)
      return false
    }
    this.#waiting.set(key, [publish])
    void this.#parts.topology.prepare(route).then(
      () => this.#parts.onReleased(this.#takeWaiting(route)),
      (thrown: unknown) => this.#onRefused(route, toError(thrown)),
    )
    return false
  }

  values(): readonly PendingPublish[] {
    return [...this.#waiting.values()].flat()
  }

  /** Takes everything out. */
  drain(): readonly PendingPublish[] {
    const all = this.values()
    this.#waiting.clear()
    this.#size = 0
    this.#bytes = 0
    return all
  }

  #onRefused(route: Route, error: Error): void {
    const publishes = this.#takeWaiting(route)
    const isConnectionGone = Reflect.get(error, 'scope') === 'connection'
    // They were not sent: they are declared for, and go, on the next connection.
    if (!isConnectionGone) for (const publish of publishes) publish.reject(error)
    this.#parts.onReleased(isConnectionGone ? publishes : [])
  }

  #takeWaiting(route: Route): readonly PendingPublish[] {
    const key = keyOf(route)
    const publishes = this.#waiting.get(key) ?? []
    this.#waiting.delete(key)
    this.#size -= publishes.length
    for (const { bytes } of publishes) this.#bytes -= bytes
    return publishes
  }
}
