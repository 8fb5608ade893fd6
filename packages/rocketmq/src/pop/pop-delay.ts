import type { ReconsumeLater } from '../consume/listener.js'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

/** Source: apache/rocketmq `client/.../impl/consumer/DefaultMQPushConsumerImpl.java` (`popDelayLevel`). */
const POP_DELAYS_S = [
  10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1200, 1800, 3600, 7200,
]

/** Those of brokers unless set otherwise. Source: `store/.../config/MessageStoreConfig.java` (`messageDelayLevel`). */
const LEVEL_DELAYS_MS = [
  ...[1, 5, 10, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 60, 120].map((minutes) => minutes * MINUTE_MS),
]

/**
 * How long a popped message that was not consumed stays hidden, in milliseconds.
 * @param reconsumeTimes how often it has failed before
 */
export function delayMsOf(
  delay: Exclude<ReconsumeLater['delay'], 'deadLetter'>,
  reconsumeTimes: number,
): number {
  if (delay === 'brokerDecides') return (at(POP_DELAYS_S, reconsumeTimes) ?? 0) * SECOND_MS
  return at(LEVEL_DELAYS_MS, delay.level - 1) ?? 0
}

/** The last one for all beyond. */
const at = (delays: readonly number[], index: number): number | undefined =>
  delays[Math.min(index, delays.length - 1)]
