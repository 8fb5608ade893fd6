import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { writeJson } from '../json-writer.js'
import { type MessageQueue, readMessageQueue } from '../message-queue.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/**
 * How the push consumers of a group get the messages of a topic: `pull` the queues that are theirs, or `pop` from
 * brokers what nobody else has at the moment.
 */
export type MessageRequestMode = 'pull' | 'pop'

/** What a member of a group is to read of one topic. */
export interface TopicAssignment {
  readonly mode: MessageRequestMode
  /** To pop: the queue id -1 is every queue of the broker. */
  readonly queues: readonly MessageQueue[]
}

export interface AssignmentQuestion {
  readonly topic: string
  readonly consumerGroup: string
  readonly clientId: string
  /** A strategy that the broker knows: `AVG`, `AVG_BY_CIRCLE`. */
  readonly strategyName: string
}

/**
 * Asks a broker which queues are for this member, and how it is to read them (400). RocketMQ 5.
 *
 * Source: apache/rocketmq `remoting/.../body/QueryAssignmentRequestBody.java`.
 */
export function queryAssignmentRequest(question: AssignmentQuestion): RemotingRequest {
  const body = Buffer.from(writeJson({ ...question, messageModel: 'CLUSTERING' }))
  return { code: REQUEST_CODE.QUERY_ASSIGNMENT, body }
}

/**
 * The assignment; `undefined` when the broker cannot say: it does not know the topic, the group or the strategy.
 *
 * Source: apache/rocketmq `remoting/.../body/QueryAssignmentResponseBody.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readQueryAssignmentResponse(
  response: RemotingResponse,
  about: RequestSubject,
): TopicAssignment | undefined {
  expectSuccess(REQUEST_CODE.QUERY_ASSIGNMENT, response, about)
  const subject = 'an assignment'
  const fields = jsonBody(response, subject)
  if (!fields.has('messageQueueAssignments')) return undefined
  const assignments = fields.objects('messageQueueAssignments')
  const modes = assignments.map((assignment) => assignment.optionalText('mode'))
  return {
    // A topic has one mode for a group.
    mode: modes.includes('POP') ? 'pop' : 'pull',
    queues: assignments.map((assignment) => readMessageQueue(assignment.object('messageQueue'))),
  }
}

export interface RequestModeSetting {
  readonly topic: string
  readonly consumerGroup: string
  readonly mode: MessageRequestMode
  /**
   * How many of its neighbours' queues a member pops beside its own, so that a member that hangs holds nothing up; 0 for
   * every queue.
   */
  readonly popShareQueueNum: number
}

/**
 * Sets how a group reads a topic, at one broker (401). RocketMQ 5.
 *
 * Source: apache/rocketmq `remoting/.../body/SetMessageRequestModeRequestBody.java`.
 */
export function setRequestModeRequest(setting: RequestModeSetting): RemotingRequest {
  const { mode, ...others } = setting
  const body = Buffer.from(writeJson({ ...others, mode: mode === 'pop' ? 'POP' : 'PULL' }))
  return { code: REQUEST_CODE.SET_MESSAGE_REQUEST_MODE, body }
}

/** @throws {@link BrokerError} `ROCKETMQ_TOPIC_NOT_FOUND` and any other code than success */
export function readSetRequestModeResponse(
  response: RemotingResponse,
  about: RequestSubject,
): void {
  expectSuccess(REQUEST_CODE.SET_MESSAGE_REQUEST_MODE, response, about)
}
