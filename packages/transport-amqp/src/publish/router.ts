import type { Clock } from '@arq/core'

import { LONGEST_TTL_MS } from '../topology/queue-settings.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'
import type { Topology } from '../topology/topology.js'
import { isDelayed, type Outbound } from './outbound.js'

type DeclaredKind = Exclude<Outbound['kind'], 'reply' | 'broadcast'>

/** Decides where a message goes, at the moment it leaves. */
export class Router {
  readonly #topology: Topology
  readonly #clock: Clock
  /** Routes at once, by kind and queue: they never change. */
  readonly #direct = {
    job: new Map<string, Route>(),
    deadLetter: new Map<string, Route>(),
    system: new Map<string, Route>(),
  }

  constructor(topology: Topology, clock: Clock) {
    this.#topology = topology
    this.#clock = clock
  }

  route(outbound: Outbound): Route {
    const { kind, target } = outbound
    if (kind === 'broadcast') {
      const exchangeSpec = { type: 'fanout', name: target } as const
      return { exchange: target, routingKey: '', queues: [], exchangeSpec }
    }
    if (kind === 'reply') return { exchange: '', routingKey: target, queues: [] }
    if (isDelayed(outbound)) {
      return outbound.routeAt(this.#queue(kind, target), this.#clock.monotonicNow())
    }
    const route = this.#directTo(kind, target)
    const { expiresAtMs, properties } = outbound
    if (expiresAtMs === undefined) return route
    return {
      ...route,
      properties: { ...properties, expiration: expiration(expiresAtMs - this.#clock.now()) },
    }
  }

  #directTo(kind: DeclaredKind, target: string): Route {
    const known = this.#direct[kind].get(target)
    if (known) return known
    const route = { exchange: '', routingKey: target, queues: [this.#queue(kind, target)] }
    this.#direct[kind].set(target, route)
    return route
  }

  #queue(kind: DeclaredKind, name: string): QueueSpec {
    switch (kind) {
      case 'job':
        return this.#topology.jobQueue(name)
      case 'deadLetter':
        return this.#topology.deadLetterQueue(name)
      case 'system':
        return this.#topology.systemQueue(name)
    }
  }
}

/** A per-message TTL: whole milliseconds, rounded up, as text. 0 is allowed, and ends at once. */
function expiration(remainingMs: number): string {
  return String(Math.min(Math.max(0, Math.ceil(remainingMs)), LONGEST_TTL_MS))
}
