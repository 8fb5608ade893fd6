import { PROPERTY } from '../protocol/property-names.js'
import { readCheckTransactionRequest } from '../protocol/requests/transaction.js'
import { unwrapNamespace } from '../protocol/resource-name.js'
import type { StoredMessageOptions } from '../protocol/stored-message.js'
import type { ServerRequest } from '../remoting/command.js'
import { DEFAULT_REGION } from '../trace/trace-region.js'
import type { CheckQuestion } from './transaction-checks.js'

export interface CheckReaderOptions extends StoredMessageOptions {
  /** With the namespace. */
  readonly group: string
  readonly namespace: string | undefined
}

/**
 * A broker's question; `undefined` when it is about another group's transaction.
 *
 * Source: apache/rocketmq `client/.../impl/ClientRemotingProcessor.java` (`checkTransactionState`).
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readCheckQuestion(
  request: ServerRequest,
  { group, namespace, ...options }: CheckReaderOptions,
): CheckQuestion | undefined {
  const check = readCheckTransactionRequest(request, options)
  const { message, tranStateTableOffset, commitLogOffset } = check
  const { systemProperties } = message
  if (systemProperties[PROPERTY.PRODUCER_GROUP] !== group) return undefined
  const checkTimes = Number(systemProperties[PROPERTY.TRANSACTION_CHECK_TIMES])
  return {
    message: { ...message, topic: unwrapNamespace(namespace, message.topic) },
    transactionId: message.uniqueId ?? check.transactionId ?? check.msgId,
    brokerName: check.brokerName,
    brokerAddress: request.address,
    regionId: systemProperties[PROPERTY.MSG_REGION] ?? DEFAULT_REGION,
    isTraceOn: systemProperties[PROPERTY.TRACE_ON] !== 'false',
    place: () => ({ tranStateTableOffset, commitLogOffset }),
    checkTimes: Number.isSafeInteger(checkTimes) && checkTimes > 0 ? checkTimes : 1,
  }
}
