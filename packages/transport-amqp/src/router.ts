import type { DelayMechanism, DelayRoute } from './delay.js'
import type { Outbound } from './outbound.js'
import type { QueueSpec, Topology } from './topology.js'

/** The way of one message: exchange, key, and what has to exist for it. */
export interface Route extends DelayRoute {
  readonly exchange: string
}

/** Decides where a message goes. */
export class Router {
  readonly #topology: Topology
  readonly #delay: DelayMechanism
  /** Routes at once, by queue: they never change. */
  readonly #direct = new Map<string, Route>()

  constructor(topology: Topology, delay: DelayMechanism) {
    this.#topology = topology
    this.#delay = delay
  }

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the broker cannot wait that long */
  route({ kind, target, dueAtMs }: Outbound, nowMs: number): Route {
    if (kind === 'broadcast') return { exchange: target, routingKey: '', queues: [] }
    if (kind === 'reply') return { exchange: '', routingKey: target, queues: [] }
    // Whole milliseconds, rounded up: never early.
    const delayMs = dueAtMs === undefined ? 0 : Math.ceil(dueAtMs - nowMs)
    if (delayMs > 0) {
      return { exchange: '', ...this.#delay.route(this.#queue(kind, target), delayMs) }
    }
    const known = this.#direct.get(`${kind} ${target}`)
    if (known) return known
    const route = { exchange: '', routingKey: target, queues: [this.#queue(kind, target)] }
    this.#direct.set(`${kind} ${target}`, route)
    return route
  }

  #queue(kind: 'job' | 'deadLetter', name: string): QueueSpec {
    return kind === 'job' ? this.#topology.jobQueue(name) : this.#topology.deadLetterQueue(name)
  }
}
