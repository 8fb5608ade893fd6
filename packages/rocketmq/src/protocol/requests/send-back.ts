import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

export interface SendBackHeader {
  readonly group: string
  readonly originTopic: string
  readonly originMsgId: string
  readonly commitLogOffset: bigint
  /** `brokerDecides`: longer with each time. `deadLetter`: no more attempts. Or one of the broker's delay levels. */
  readonly delay: 'brokerDecides' | 'deadLetter' | { readonly level: number }
  /** After so many attempts the message goes to the dead letters; absent: as the group is set up. */
  readonly maxReconsumeTimes?: number | undefined
  readonly unitMode?: boolean
  readonly brokerName?: string | undefined
}

/**
 * Gives a message back, to come again later through the group's retry topic (36). Goes to the broker it came from.
 *
 * Source: apache/rocketmq `remoting/.../header/ConsumerSendMsgBackRequestHeader.java`,
 * `broker/.../processor/AbstractSendMessageProcessor.java` (`consumerSendMsgBack`).
 */
export function sendBackRequest(header: SendBackHeader): RemotingRequest {
  const { delay, maxReconsumeTimes, brokerName } = header
  return {
    code: REQUEST_CODE.CONSUMER_SEND_MSG_BACK,
    ext: {
      group: header.group,
      originTopic: header.originTopic,
      originMsgId: header.originMsgId,
      offset: `${header.commitLogOffset}`,
      delayLevel:
        delay === 'brokerDecides' ? '0' : delay === 'deadLetter' ? '-1' : `${delay.level}`,
      unitMode: `${header.unitMode ?? false}`,
      ...(maxReconsumeTimes !== undefined && { maxReconsumeTimes: `${maxReconsumeTimes}` }),
      ...(brokerName !== undefined && { bname: brokerName }),
    },
  }
}

/** @throws {@link BrokerError} any other code than success */
export function readSendBackResponse(response: RemotingResponse, subject: RequestSubject): void {
  expectSuccess(REQUEST_CODE.CONSUMER_SEND_MSG_BACK, response, subject)
}
