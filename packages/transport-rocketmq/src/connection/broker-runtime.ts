import type { RemotingResponse } from '@arq/rocketmq'

/** What a broker tells of itself. Every broker answers in some way, if only by a refusal. */
export const BROKER_RUNTIME_INFO = 28

/**
 * When the broker was started, milliseconds since 1970 by its clock; `undefined` when it does not tell.
 * Source: apache/rocketmq `AdminBrokerProcessor.java` (`prepareRuntimeInfo`).
 */
export function readStartMs({ code, body }: RemotingResponse): number | undefined {
  if (code !== 0) return undefined
  const [, digits] = /"bootTimestamp"\s*:\s*"?(\d+)/.exec(body.toString('utf8')) ?? []
  return digits === undefined ? undefined : Number(digits)
}
