import type { DelayedOutbound, Outbound } from '../publish/outbound.js'
import type { DueMoment } from './due-moment.js'

/** A way of delivering later. A port: the settings and the broker decide which; nobody else knows the difference. */
export interface DelayMechanism {
  /**
   * The message as it has to look while it waits until it is due, which lies after `nowMs`. Never early.
   * @param nowMs by the monotonic clock
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the broker cannot wait that long
   */
  delay(outbound: Outbound, due: DueMoment, nowMs: number): DelayedOutbound
}
