import type { QueueSpec } from './topology.js'

/** Where a message goes so that it reaches its queue in time. */
export interface DelayRoute {
  /** The queue it is published to, by the default exchange. */
  readonly routingKey: string
  /** What must exist before: every queue on its way. */
  readonly queues: readonly QueueSpec[]
  /** Per-message TTL in whole milliseconds, where the mechanism works by it. */
  readonly expirationMs?: number
}

/** A way of delivering later. A port: the transport picks the mechanism, the publisher only follows the route. */
export interface DelayMechanism {
  /**
   * The way for a message that is due in `delayMs` (whole, above 0). Never early.
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the broker cannot wait that long
   */
  route(target: QueueSpec, delayMs: number): DelayRoute
}
