import { unwrapNamespace } from '../protocol/resource-name.js'
import type { EndTransactionTrace } from '../trace/trace-record.js'
import type { TransactionEvent } from './transaction-events.js'

export interface EndTraceOptions {
  /** With the namespace. */
  readonly group: string
  readonly namespace: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * The trace of an end; `undefined` for other events, and where the broker or topic says `TRACE_ON=false`.
 *
 * Source: apache/rocketmq `client/.../trace/hook/EndTransactionTraceHookImpl.java`.
 */
export function endTrace(
  event: TransactionEvent,
  { group, namespace, now }: EndTraceOptions,
): EndTransactionTrace | undefined {
  if (event.type !== 'ended' || !event.isTraceOn) return undefined
  const { message, transactionId, state, isFromCheck, brokerAddress, regionId } = event
  return {
    type: 'EndTransaction',
    timestampMs: now,
    regionId,
    group: unwrapNamespace(namespace, group),
    topic: message.topic,
    msgId: transactionId,
    tags: message.tags,
    keys: message.keys,
    storeHost: brokerAddress,
    transactionId,
    state,
    isFromCheck,
  }
}
