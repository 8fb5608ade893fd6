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

export const toOutbound = (message: OutgoingMessage): Outbound => new GivenMessage(message)

// It waits for the broker's confirm. Classes: V8 may give literals that survived a few collections old memory from their
// start, and all that they refer to with them. See ADR 13.
class GivenMessage implements Outbound {
  readonly kind: OutgoingMessage['kind']
  readonly target: string
  readonly body: Buffer
  readonly properties: MessageProperties
  readonly dueAtMs: number | undefined
  readonly expiresAtMs: number | undefined

  constructor(message: OutgoingMessage) {
    const { body } = message
    this.kind = message.kind
    this.target = message.queueName
    this.body = Buffer.isBuffer(body)
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    this.properties = new GivenProperties(message)
    this.dueAtMs = message.dueAtMs
    this.expiresAtMs = message.kind === 'system' ? message.expiresAtMs : undefined
  }
}

class GivenProperties implements MessageProperties {
  readonly messageId: string
  readonly headers: MessageProperties['headers']
  readonly deliveryMode = 2
  readonly mandatory = true
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly priority: number | undefined
  readonly replyTo: string | undefined
  readonly correlationId: string | undefined

  constructor(message: OutgoingMessage) {
    this.messageId = message.messageId
    this.headers = withoutBrokerHeaders(message.headers)
    this.contentType = message.contentType
    this.contentEncoding = message.contentEncoding
    this.priority = message.priority
    this.replyTo = message.replyTo
    this.correlationId = message.correlationId
  }
}
