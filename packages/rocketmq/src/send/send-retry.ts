import type { ErrorCode } from '../errors/error-codes.js'
import { isRocketMQError, type RocketMQError } from '../errors/errors.js'
import type { BrokerError } from '../errors/server-errors.js'
import { isMovedQueue, isRetriableSend, RESPONSE_CODE } from '../protocol/response-code.js'

const TROUBLES_OF_ONE_BROKER: ReadonlySet<ErrorCode> = new Set([
  'ROCKETMQ_CONNECT_FAILED',
  'ROCKETMQ_TLS_FAILED',
  'ROCKETMQ_WRONG_PROTOCOL',
  'ROCKETMQ_CONNECTION_LOST',
  'ROCKETMQ_REQUEST_TIMEOUT',
])

/**
 * Whether another attempt may succeed where this one failed.
 *
 * Source: apache/rocketmq `client/.../impl/producer/DefaultMQProducerImpl.java` (`sendDefaultImpl`).
 */
export function isWorthRetrying(error: unknown): error is RocketMQError {
  if (!isRocketMQError(error)) return false
  if (isBrokerError(error)) return isRetriableSend(error.responseCode) || isQueueElsewhere(error)
  return TROUBLES_OF_ONE_BROKER.has(error.code)
}

/** Whether the queue, of a static topic, has moved to another broker: the route says to which. */
export function isQueueElsewhere(error: RocketMQError): boolean {
  return isBrokerError(error) && isMovedQueue(error.responseCode)
}

/** Whether the message may be stored although the attempt failed. */
export function mayBeStored(error: RocketMQError): boolean {
  // The broker failed in the middle of something.
  if (isBrokerError(error)) {
    const { responseCode, code } = error
    return responseCode === RESPONSE_CODE.SYSTEM_ERROR && code !== 'ROCKETMQ_NO_PERMISSION'
  }
  if (error.code === 'ROCKETMQ_REQUEST_ABORTED') return error.details['isSent'] !== false
  return error.code === 'ROCKETMQ_CONNECTION_LOST' || error.code === 'ROCKETMQ_REQUEST_TIMEOUT'
}

/** Whether the route is likely to be wrong, so that a newer one is worth asking for. */
export function isRouteDoubtful(error: RocketMQError): boolean {
  if (isBrokerError(error)) return error.responseCode !== RESPONSE_CODE.SYSTEM_BUSY
  return error.code === 'ROCKETMQ_CONNECT_FAILED' || error.code === 'ROCKETMQ_CONNECTION_LOST'
}

/** Whether the caller's own signal ended it. */
export function isAborted(error: unknown): boolean {
  return isRocketMQError(error) && error.code === 'ROCKETMQ_REQUEST_ABORTED'
}

// Not instanceof: another copy of the package may have made it.
const isBrokerError = (error: RocketMQError): error is BrokerError => 'responseCode' in error
