import type { OutgoingMessage } from '@arq/core'
import type { Options } from 'amqplib'

import type { Route } from './router.js'

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

/** A publish between the call and its outcome. */
export class PendingPublish {
  readonly outbound: Outbound
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  readonly acceptedAtMs: number
  /** Its way, once decided. */
  route: Route | undefined
  sentAtMs = 0
  /** Why the broker sent it back, while its confirm is still to come. */
  returnedReason: string | undefined
  /** It came back once: its queue was declared anew, and it is not sent a third time. */
  isSecondTry = false
  /** The caller has been told; the broker may still answer. */
  isTold = false

  constructor(outbound: Outbound, outcome: PublishOutcome, acceptedAtMs: number) {
    this.outbound = outbound
    this.resolve = outcome.resolve
    this.reject = outcome.reject
    this.acceptedAtMs = acceptedAtMs
  }

  get bytes(): number {
    return this.outbound.body.length
  }
}

interface PublishOutcome {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}
