import { randomUUID } from 'node:crypto'

import { type Clock, type Delivery, type OutgoingMessage, renderText } from '@arq/core'

import { type Outbound, toOutbound } from '../publish/outbound.js'
import { texts } from '../texts.js'
import { DUE_QUEUE_NAME, UNDELIVERABLE_QUEUE_NAME } from '../topology/delay-queues.js'
import {
  type NextWait,
  readWaiting,
  waitingAgain,
  type WaitingNote,
  withoutWaiting,
} from './delay-headers.js'
import { dueIn, type DueMoment } from './due-moment.js'

/** A message from the due queue in the hands of a mover. */
export interface DelayedMessage {
  readonly delivery: Delivery
  /** `undefined` for a message that nobody of ours delayed. */
  readonly note: WaitingNote | undefined
  /** A message without a note is due at once. */
  readonly due: DueMoment
}

export function readDelayed(delivery: Delivery, clock: Clock): DelayedMessage {
  const note = readWaiting(delivery)
  if (!note) return { delivery, note, due: dueIn(clock, 0) }
  const { dueAtMs: wallMs, restMs = Infinity } = note
  const remainingMs = Math.min(wallMs - clock.now(), restMs)
  return { delivery, note, due: { wallMs, monotonicMs: clock.monotonicNow() + remainingMs } }
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
export function toUndeliverable({ delivery, note }: DelayedMessage, nowMs: number): Outbound {
  const text = note
    ? texts.undeliverable({ queue: note.target })
    : texts.notDelayedByUs({ queue: DUE_QUEUE_NAME })
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
      'x-error-message': renderText(text),
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
