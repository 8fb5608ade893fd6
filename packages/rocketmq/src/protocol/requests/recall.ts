import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

export interface RecallHeader {
  readonly topic: string
  /** From the answer to the send of a timer message. */
  readonly recallHandle: string
  readonly producerGroup?: string | undefined
  readonly brokerName?: string | undefined
}

/**
 * Takes a timer message back that is not delivered yet (370). RocketMQ 5.3.2 with `recallMessageEnable=true`; neither
 * delay levels nor batches can be recalled.
 *
 * Source: apache/rocketmq `remoting/.../header/RecallMessageRequestHeader.java`,
 * `broker/.../processor/RecallMessageProcessor.java`.
 */
export function recallMessageRequest(header: RecallHeader): RemotingRequest {
  const { topic, recallHandle, producerGroup, brokerName } = header
  return {
    code: REQUEST_CODE.RECALL_MESSAGE,
    ext: {
      topic,
      recallHandle,
      ...(producerGroup !== undefined && { producerGroup }),
      ...(brokerName !== undefined && { bname: brokerName }),
    },
  }
}

/**
 * The unique id of the message that was taken back.
 * @throws {@link BrokerError} code 16 when recalls are off, 604 when the handle is wrong or its time has passed
 */
export function readRecallMessageResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): string {
  expectSuccess(REQUEST_CODE.RECALL_MESSAGE, response, subject)
  return new ExtFields(REQUEST_CODE.RECALL_MESSAGE, response).text('msgId')
}
