import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { writeJson } from '../json-writer.js'
import { type MessageQueue, messageQueueJson, readMessageQueue } from '../message-queue.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/** Queues that one client wants for itself, or gives back. */
export interface QueueLock {
  readonly consumerGroup: string
  readonly clientId: string
  readonly queues: readonly MessageQueue[]
  /** Only at the broker that is asked, not at its replicas too. @defaultValue false */
  readonly onlyThisBroker?: boolean
}

/**
 * Locks queues for one client of a group, or renews the locks (41).
 *
 * Source: apache/rocketmq `remoting/.../body/LockBatchRequestBody.java`, `broker/.../client/rebalance/RebalanceLockManager.java`.
 */
export function lockQueuesRequest(lock: QueueLock): RemotingRequest {
  return { code: REQUEST_CODE.LOCK_BATCH_MQ, body: lockBody(lock) }
}

/**
 * The queues that are locked for this client now; those that somebody else has are missing.
 *
 * Source: apache/rocketmq `remoting/.../body/LockBatchResponseBody.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readLockQueuesResponse(
  response: RemotingResponse,
  about: RequestSubject,
): readonly MessageQueue[] {
  expectSuccess(REQUEST_CODE.LOCK_BATCH_MQ, response, about)
  const subject = 'the locked queues'
  const body = jsonBody(response, subject)
  return body.objects('lockOKMQSet').map(readMessageQueue)
}

/**
 * Gives locks back (42). Usually sent one-way.
 *
 * Source: apache/rocketmq `remoting/.../body/UnlockBatchRequestBody.java`.
 */
export function unlockQueuesRequest(lock: QueueLock): RemotingRequest {
  return { code: REQUEST_CODE.UNLOCK_BATCH_MQ, body: lockBody(lock) }
}

/** @throws {@link BrokerError} any other code than success */
export function readUnlockQueuesResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): void {
  expectSuccess(REQUEST_CODE.UNLOCK_BATCH_MQ, response, subject)
}

function lockBody({ consumerGroup, clientId, queues, onlyThisBroker = false }: QueueLock): Buffer {
  const mqSet = queues.map(messageQueueJson)
  return Buffer.from(writeJson({ consumerGroup, clientId, onlyThisBroker, mqSet }))
}
