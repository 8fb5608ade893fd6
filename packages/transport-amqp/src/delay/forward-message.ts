import { type Clock, isArqError } from '@arq/core'

import type { Outbound } from '../publish/outbound.js'
import { DUE_QUEUE_NAME } from '../topology/delay-queues.js'
import { delayAgain } from './bucket-delay.js'
import type { NextWait } from './delay-headers.js'
import { type DelayedMessage, toTarget, toUndeliverable, toWaitAgain } from './delayed-message.js'
import { dueIn } from './due-moment.js'

export interface MoverSender {
  readonly clock: Clock
  /** Resolves with the broker's confirm. */
  readonly publish: (outbound: Outbound) => Promise<void>
  /** A message whose queue is gone lies among the undeliverable ones now. */
  readonly onUndeliverable: (queueName: string) => void
}

/** A queue that refuses a message, usually because it is full, is tried again after 1 s, 2 s, … 1 min. */
const FIRST_REFUSAL_PAUSE_MS = 1000
const LONGEST_REFUSAL_PAUSE_MS = 60_000

/**
 * Publishes a message that is due to its own queue. Resolves when the broker has it there, or, confirmed just so, among
 * the undeliverable ones (its queue is gone), or in a bucket for another try (its queue refuses it).
 * Rejects when the outcome is unknown, or nothing could be sent.
 */
export async function forwardMessage(message: DelayedMessage, sender: MoverSender): Promise<void> {
  const { delivery, note } = message
  if (!note) {
    await park(message, DUE_QUEUE_NAME, sender)
    return
  }
  try {
    await sender.publish(toTarget(delivery, note))
  } catch (error) {
    const code = isArqError(error) ? error.code : undefined
    if (code === 'ARQ_PUBLISH_UNROUTABLE') {
      await park(message, note.target, sender)
    } else if (code === 'ARQ_PUBLISH_NACKED') {
      const refusals = note.refusals + 1
      const due = dueIn(sender.clock, refusalPauseMs(refusals))
      await waitAgain(message, { due, refusals }, sender)
    } else {
      throw error
    }
  }
}

/** @param queueName where the message should have gone */
async function park(
  message: DelayedMessage,
  queueName: string,
  sender: MoverSender,
): Promise<void> {
  await sender.publish(toUndeliverable(message, sender.clock.now()))
  sender.onUndeliverable(queueName)
}

/** Puts a message into a bucket once more; resolves with the confirm. */
export function waitAgain(
  { delivery }: DelayedMessage,
  next: NextWait,
  { publish }: Pick<MoverSender, 'publish'>,
): Promise<void> {
  return publish(delayAgain(toWaitAgain(delivery, next), next.due))
}

function refusalPauseMs(refusals: number): number {
  return Math.min(FIRST_REFUSAL_PAUSE_MS * 2 ** (refusals - 1), LONGEST_REFUSAL_PAUSE_MS)
}
