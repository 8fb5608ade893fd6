import { toError } from '@arq/core/internal'

import type { TopologyAsserter } from '../topology/assert-topology.js'
import type { PendingPublish } from './pending-publish.js'
import type { Route } from './router.js'

interface DeclareGateOptions {
  readonly topology: TopologyAsserter
  /** These may go now, in this order, before all that came later. */
  readonly onReleased: (publishes: readonly PendingPublish[]) => void
}

/** Whose declarations a publish waits for. */
const keyOf = ({ gateKey, routingKey }: Route): string => gateKey ?? routingKey

/** Holds publishes back until what is on their way has been declared; those to other queues pass meanwhile. */
export class DeclareGate {
  readonly #options: DeclareGateOptions
  /** By {@link keyOf}. */
  readonly #waiting = new Map<string, PendingPublish[]>()

  constructor(options: DeclareGateOptions) {
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** @returns whether it may go at once; otherwise it is held here */
  admit(publish: PendingPublish, route: Route): boolean {
    const key = keyOf(route)
    const waiting = this.#waiting.get(key)
    if (waiting) {
      waiting.push(publish)
      return false
    }
    if (this.#options.topology.isPrepared(route)) return true
    this.#waiting.set(key, [publish])
    void this.#options.topology.prepare(route).then(
      () => this.#options.onReleased(this.#take(route)),
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
    return all
  }

  #onRefused(route: Route, error: Error): void {
    const publishes = this.#take(route)
    const isConnectionGone = Reflect.get(error, 'scope') === 'connection'
    // They were not sent: they are declared for, and go, on the next connection.
    if (!isConnectionGone) for (const publish of publishes) publish.reject(error)
    this.#options.onReleased(isConnectionGone ? publishes : [])
  }

  #take(route: Route): readonly PendingPublish[] {
    const key = keyOf(route)
    const publishes = this.#waiting.get(key) ?? []
    this.#waiting.delete(key)
    return publishes
  }
}
