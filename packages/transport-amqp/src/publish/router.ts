import { isDelayed } from '../delay/delay-mechanism.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'
import type { Topology } from '../topology/topology.js'
import type { Outbound } from './outbound.js'

export type { Route } from '../topology/route.js'

/** Decides where a message goes, at the moment it leaves. */
export class Router {
  readonly #topology: Topology
  /** Routes at once, by queue: they never change. */
  readonly #direct = new Map<string, Route>()

  constructor(topology: Topology) {
    this.#topology = topology
  }

  route(outbound: Outbound, nowMs: number): Route {
    const { kind, target } = outbound
    if (kind === 'broadcast') {
      const exchangeSpec = { type: 'fanout', name: target } as const
      return { exchange: target, routingKey: '', queues: [], exchangeSpec }
    }
    if (kind === 'reply') return { exchange: '', routingKey: target, queues: [] }
    if (isDelayed(outbound)) return outbound.routeAt(this.#queue(kind, target), nowMs)
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
