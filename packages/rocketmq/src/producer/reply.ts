import { ReplyImpossible } from '../errors/errors.js'
import { createMessage, type MessageInput } from '../message/message.js'
import type { MessageExt } from '../message/message-ext.js'
import { PROPERTY } from '../protocol/property-names.js'
import type { MessageSender } from '../send/message-sender.js'
import type { SendOptions } from '../send/send-options.js'
import type { SendResult } from '../send/send-result.js'
import { texts } from '../texts/texts.js'

/** What a reply may have beside its body. */
export interface ReplyOptions extends Pick<SendOptions, 'timeoutMs' | 'signal'> {
  readonly properties?: MessageInput['properties']
}

/** What of a request its reply needs: whose it is, and the broker that knows them. */
export type ReplyAddress = Pick<MessageExt, 'brokerName' | 'systemProperties' | 'msgId' | 'topic'>

/** Value of `MSG_TYPE`, by which brokers know a reply. Source: MixAll.java (`REPLY_MESSAGE_FLAG`). */
const REPLY = 'reply'

/** Whether somebody waits for a reply to a consumed message. */
export function isRequest({ systemProperties }: MessageExt): boolean {
  return systemProperties[PROPERTY.REPLY_TO_CLIENT] !== undefined
}

/**
 * Sends a reply, through the broker of the request: it knows the requester, who has sent it there.
 *
 * Source: apache/rocketmq `client/.../utils/MessageUtil.java` (`createReplyMessage`).
 */
export async function sendReply(
  sender: MessageSender,
  request: ReplyAddress,
  { body, properties, ...options }: ReplyOptions & Pick<MessageInput, 'body'>,
): Promise<SendResult> {
  const { brokerName } = request
  const cluster = required(request, PROPERTY.CLUSTER)
  const reply = createMessage({ topic: `${cluster}_REPLY_TOPIC`, body, properties })
  const system = {
    [PROPERTY.MSG_TYPE]: REPLY,
    [PROPERTY.CORRELATION_ID]: required(request, PROPERTY.CORRELATION_ID),
    [PROPERTY.REPLY_TO_CLIENT]: required(request, PROPERTY.REPLY_TO_CLIENT),
    [PROPERTY.TTL]: request.systemProperties[PROPERTY.TTL] ?? '',
  }
  return sender.sendSystem(
    reply,
    { kind: 'reply', properties: system },
    {
      ...options,
      selector: (queues) => queues.find((queue) => queue.brokerName === brokerName) ?? queues[0],
    },
  )
}

function required({ systemProperties, msgId, topic }: ReplyAddress, name: string): string {
  const value = systemProperties[name]
  if (value !== undefined) return value
  throw new ReplyImpossible({
    code: 'ROCKETMQ_REPLY_IMPOSSIBLE',
    text: texts.replyImpossible({ msgId, topic, missing: name }),
    details: { msgId, topic, missing: name },
  })
}
