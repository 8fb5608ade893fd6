import type { Outbound } from '../publish/outbound.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'

/** A way of delivering later. A port: the settings and the broker decide which; nobody else knows the difference. */
export interface DelayMechanism {
  /**
   * The message as it has to look while it waits until `dueAtMs`, which lies after `nowMs`. Never early.
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the broker cannot wait that long
   */
  delay(outbound: Outbound, dueAtMs: number, nowMs: number): DelayedOutbound
}

/** A message that waits on the broker until it is due. */
export interface DelayedOutbound extends Outbound {
  /** Its way, asked for when it leaves: it may have waited for the connection since it was handed over. */
  readonly routeAt: (target: QueueSpec, nowMs: number) => Route
}

export const isDelayed = (outbound: Outbound): outbound is DelayedOutbound => 'routeAt' in outbound
