import type { OutgoingMessage } from '@arq/core'
import type { Options } from 'amqplib'

/** A message as it goes on the wire, its way not yet decided. */
export interface Outbound {
  readonly kind: OutgoingMessage['kind'] | 'broadcast'
  /** The queue or exchange it is for, also in errors. */
  readonly target: string
  readonly body: Buffer
  readonly properties: Options.Publish & { readonly messageId: string }
  readonly dueAtMs: number | undefined
}

export function toOutbound(message: OutgoingMessage): Outbound {
  const { body, dueAtMs } = message
  return {
    kind: message.kind,
    target: message.queueName,
    body: Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    dueAtMs,
    properties: {
      messageId: message.messageId,
      headers: message.headers,
      deliveryMode: 2,
      mandatory: true,
      ...(message.contentType !== undefined && { contentType: message.contentType }),
      ...(message.contentEncoding !== undefined && { contentEncoding: message.contentEncoding }),
      ...(message.priority !== undefined && { priority: message.priority }),
      ...(message.replyTo !== undefined && { replyTo: message.replyTo }),
      ...(message.correlationId !== undefined && { correlationId: message.correlationId }),
    },
  }
}
