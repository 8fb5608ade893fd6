import type { OutgoingMessage } from '@arq/core'

import type { QueueSpec } from '../topology/queue-spec.js'
import type { Route } from '../topology/route.js'
import { withoutBrokerHeaders } from '../wire/broker-headers.js'
import type { MessageProperties } from '../wire/message-properties.js'

/** A message as it goes on the wire, its way not yet decided. */
export interface Outbound {
  readonly kind: OutgoingMessage['kind'] | 'broadcast'
  /** The queue or exchange it is for, also in errors. */
  readonly target: string
  readonly body: Buffer
  readonly properties: MessageProperties
  readonly dueAtMs: number | undefined
  /** The broker may drop it after this moment; absent: never. */
  readonly expiresAtMs?: number | undefined
}

/** A message that waits on the broker until it is due. */
export interface DelayedOutbound extends Outbound {
  /**
   * Its way, asked for when it leaves: it may have waited for the connection since it was handed over.
   * @param nowMs by the monotonic clock
   */
  readonly routeAt: (target: QueueSpec, nowMs: number) => Route
}

export const isDelayed = (outbound: Outbound): outbound is DelayedOutbound => 'routeAt' in outbound

export function toOutbound(message: OutgoingMessage): Outbound {
  const { body } = message
  return {
    kind: message.kind,
    target: message.queueName,
    body: Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    dueAtMs: message.dueAtMs,
    expiresAtMs: message.kind === 'system' ? message.expiresAtMs : undefined,
    properties: {
      messageId: message.messageId,
      headers: withoutBrokerHeaders(message.headers),
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
