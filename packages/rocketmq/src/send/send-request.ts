import {
  sendBatchRequest,
  type SendMessageHeader,
  sendMessageRequest,
  sendReplyRequest,
} from '../protocol/requests/send.js'
import type { RemotingRequest } from '../remoting/command.js'
import type { OutgoingMessage } from './outgoing-message.js'
import type { SendContext, SendTarget } from './send-context.js'
import type { SendAttempt } from './send-hook.js'

/** What is sent to the broker. */
export function sendRequest(
  { group, settings, client }: SendContext,
  { message, kind, body, properties, sysFlag, retry }: OutgoingMessage,
  { queue, brokerName, isLogicalQueue }: SendTarget,
): RemotingRequest {
  const header: SendMessageHeader = {
    producerGroup: group,
    topic: message.topic,
    defaultTopic: client.settings.autoCreateTopicKey,
    defaultTopicQueueNums: client.settings.defaultTopicQueueNums,
    queueId: queue.queueId,
    sysFlag,
    bornTimestamp: Date.now(),
    flag: message.flag,
    properties,
    unitMode: settings.unitMode,
    // Proxies and static topics need it, brokers ignore it.
    brokerName,
    isLogicalQueue: isLogicalQueue ? true : undefined,
    ...retry,
  }
  switch (kind) {
    case 'batch':
      return sendBatchRequest(header, body)
    case 'reply':
      return sendReplyRequest(header, body)
    case 'message':
    case 'half':
    case 'request':
      return sendMessageRequest(header, body)
  }
}

/** The same, for hooks. */
export function describeAttempt(
  { group }: SendContext,
  { message, members, msgId, memberIds, kind, body }: OutgoingMessage,
  { queue, brokerName, address }: SendTarget,
  how: { readonly attempt: number; readonly isOneway: boolean },
): SendAttempt {
  return {
    kind,
    messages: members ?? [message],
    msgIds: memberIds ?? [msgId],
    group,
    queue,
    brokerName,
    brokerAddress: address,
    ...how,
    bodyBytes: body.length,
    startedAtMs: Date.now(),
  }
}
