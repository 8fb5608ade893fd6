import { toError } from '@arq/core/internal'

import type { TopologyAsserter } from './assert-topology.js'
import type { PendingPublish } from './pending-publish.js'
import type { Route } from './router.js'

interface DeclareGateOptions {
  readonly topology: TopologyAsserter
  /** These may go now, in this order, before all that came later. */
  readonly onReleased: (publishes: readonly PendingPublish[]) => void
}

/** Holds publishes back until what is on their way has been declared; those to other queues pass meanwhile. */
export class DeclareGate {
  readonly #options: DeclareGateOptions
  /** By routing key. */
  readonly #waiting = new Map<string, PendingPublish[]>()

  constructor(options: DeclareGateOptions) {
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** @returns whether it may go at once; otherwise it is held here */
  admit(publish: PendingPublish, route: Route): boolean {
    const waiting = this.#waiting.get(route.routingKey)
    if (waiting) {
      waiting.push(publish)
      return false
    }
    if (this.#isDeclared(route)) return true
    this.#waiting.set(route.routingKey, [publish])
    void this.#declare(route).then(
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

  #isDeclared({ exchange, queues }: Route): boolean {
    const { topology } = this.#options
    if (exchange !== '') return topology.isExchangeDeclared(exchange)
    return queues.every(({ name }) => topology.isDeclared(name))
  }

  async #declare({ exchange, queues }: Route): Promise<void> {
    const { topology } = this.#options
    if (exchange !== '') await topology.ensureFanoutExchange(exchange)
    for (const queue of queues) await topology.ensureQueue(queue)
  }

  #onRefused(route: Route, error: Error): void {
    const publishes = this.#take(route)
    const isConnectionGone = Reflect.get(error, 'scope') === 'connection'
    // They were not sent: their way is decided anew, and declared again, on the next connection.
    for (const publish of publishes) {
      if (isConnectionGone) publish.route = undefined
      else publish.reject(error)
    }
    this.#options.onReleased(isConnectionGone ? publishes : [])
  }

  #take({ routingKey }: Route): readonly PendingPublish[] {
    const publishes = this.#waiting.get(routingKey) ?? []
    this.#waiting.delete(routingKey)
    return publishes
  }
}
