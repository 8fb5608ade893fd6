import { isAtLeast } from '../connection/broker-version.js'

/** What decides how long the broker lets a consumer keep a message of a queue. */
interface DeadlineRules {
  readonly isQuorum: boolean
  /** The queue's own argument, if it has one. */
  readonly ownMs: number | undefined
  /** The broker's `consumer_timeout`, as the settings tell it; `undefined`: it waits for ever. */
  readonly brokersMs: number | undefined
}

export interface DeadlineRequest {
  /** As the broker says itself; `undefined` when it was not asked yet. */
  readonly brokerVersion: string | undefined
  /** How long the consumer may need. */
  readonly wantedMs: number | undefined
}

export interface SettleDeadline {
  /** The broker takes back what is not settled within it; `undefined`: it never does. */
  readonly settleWithinMs: number | undefined
  /** `x-consumer-timeout` to ask for with `basic.consume`. */
  readonly argumentMs: number | undefined
}

/**
 * What a consumer asks the broker for, and what it then has to keep to. From 4.3 only quorum queues have a limit, and the
 * consumer can raise its own; from 3.12 the queue's argument counts; before that the broker's setting alone.
 * @see https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout
 */
export function settleDeadline(
  rules: DeadlineRules,
  { brokerVersion, wantedMs }: DeadlineRequest,
): SettleDeadline {
  const { isQuorum, ownMs, brokersMs } = rules
  if (isAtLeast(brokerVersion, [4, 3])) {
    if (!isQuorum) return { settleWithinMs: undefined, argumentMs: undefined }
    const givenMs = ownMs ?? brokersMs
    const isShort = givenMs !== undefined && wantedMs !== undefined && wantedMs > givenMs
    return isShort
      ? { settleWithinMs: wantedMs, argumentMs: wantedMs }
      : { settleWithinMs: givenMs, argumentMs: undefined }
  }
  const settleWithinMs = isAtLeast(brokerVersion, [3, 12]) ? (ownMs ?? brokersMs) : brokersMs
  return { settleWithinMs, argumentMs: undefined }
}
