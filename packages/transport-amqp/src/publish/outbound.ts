import type { OutgoingMessage } from '@arq/core'

import type { MessageProperties } from '../wire/message-properties.js'

/** A message as it goes on the wire, its way not yet decided. */
export interface Outbound {
  readonly kind: OutgoingMessage['kind'] | 'broadcast'
  /** The queue or exchange it is for, also in errors. */
  readonly target: string
  readonly body: Buffer
  readonly properties: MessageProperties
  readonly dueAtMs: number | undefined
}

export function toOutbound(message: OutgoingMessage): Outbound {
  const { body } = message
  return {
    kind: message.kind,
    target: message.queueName,
    body: Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    dueAtMs: message.dueAtMs,
    properties: {
      messageId: message.messageId,
      headers: message.headers,
      deliveryMode: 2,
      mandatory: true,
      contentType: message.contentType,
      contentEncoding: message.contentEncoding,
      priority: message.priority,
      replyTo: message.replyTo,
      correlationId: message.correlationId,
    },
  }
}
