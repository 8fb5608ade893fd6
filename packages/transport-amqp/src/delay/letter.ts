import { randomUUID } from 'node:crypto'

import type { Delivery, OutgoingMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from '../messages.js'
import { type Outbound, toOutbound } from '../publish/outbound.js'
import {
  type NextWait,
  readWaiting,
  waitingAgain,
  type WaitingNote,
  withoutWaiting,
} from './delay-headers.js'
import { DUE_QUEUE_NAME, UNDELIVERABLE_QUEUE_NAME } from './delay-queues.js'

/** A message from the due queue in the hands of a mover. */
export interface Letter {
  readonly delivery: Delivery
  /** `undefined` for a message that nobody of ours delayed. */
  readonly note: WaitingNote | undefined
}

export function readLetter(delivery: Delivery): Letter {
  return { delivery, note: readWaiting(delivery) }
}

/** The message as it was before the delay, to its own queue. */
export function toTarget(delivery: Delivery, { target, priority }: WaitingNote): Outbound {
  return toOutbound({
    ...contentOf(delivery),
    queueName: target,
    // Never declared: a queue that was deleted meanwhile does not come back by an old message.
    kind: 'reply',
    headers: withoutWaiting(delivery.headers),
    priority,
  })
}

/** The message for one more wait: addressed to the due queue, whatever becomes of its own. */
export function toWaitAgain(delivery: Delivery, next: NextWait): Outbound {
  return toOutbound({
    ...contentOf(delivery),
    queueName: DUE_QUEUE_NAME,
    kind: 'job',
    headers: waitingAgain(delivery.headers, next),
  })
}

/** The message for people, with why it is there, in the headers that dead letters have. */
export function toUndeliverable({ delivery, note }: Letter, nowMs: number): Outbound {
  const text = note
    ? messages.undeliverable({ queue: note.target })
    : messages.notDelayedByUs({ queue: DUE_QUEUE_NAME })
  return toOutbound({
    ...contentOf(delivery),
    queueName: UNDELIVERABLE_QUEUE_NAME,
    kind: 'deadLetter',
    priority: note?.priority,
    headers: {
      ...withoutWaiting(delivery.headers),
      'x-error-type': 'PublishNotConfirmed',
      'x-error-code': 'ARQ_PUBLISH_UNROUTABLE',
      'x-error-category': 'non_retriable',
      'x-error-message': renderMessage(text),
      'x-failed-at': new Date(nowMs).toISOString(),
      ...(note && { 'x-queue': note.target }),
    },
  })
}

function contentOf(
  delivery: Delivery,
): Omit<OutgoingMessage, 'queueName' | 'kind' | 'headers' | 'priority'> {
  const { body, messageId, contentType, contentEncoding, replyTo, correlationId } = delivery
  return {
    body,
    messageId: messageId ?? randomUUID(),
    contentType,
    contentEncoding,
    replyTo,
    correlationId,
  }
}
