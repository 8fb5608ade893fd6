import type { RemotingResponse } from '@arq/rocketmq'

/** What a broker tells of itself. Every broker answers in some way, if only by a refusal. */
export const BROKER_RUNTIME_INFO = 28

/** Of RocketMQ, as a broker tells it; `undefined` when it does not. */
export function readBrokerVersion({ code, body }: RemotingResponse): BrokerVersion | undefined {
  if (code !== 0) return undefined
  const told = /"brokerVersionDesc"\s*:\s*"V(\d+)_(\d+)_/.exec(body.toString('utf8'))
  return told === null ? undefined : { major: Number(told[1]), minor: Number(told[2]) }
}

export interface BrokerVersion {
  readonly major: number
  readonly minor: number
}

/**
 * When the broker was started, milliseconds since 1970 by its clock; `undefined` when it does not tell.
 * Source: apache/rocketmq `AdminBrokerProcessor.java` (`prepareRuntimeInfo`).
 */
export function readStartMs({ code, body }: RemotingResponse): number | undefined {
  if (code !== 0) return undefined
  const [, digits] = /"bootTimestamp"\s*:\s*"?(\d+)/.exec(body.toString('utf8')) ?? []
  return digits === undefined ? undefined : Number(digits)
}
