import { type Clock, isArqError } from '@arq/core'

import type { Outbound } from '../publish/outbound.js'
import { delayAgain } from './bucket-delay.js'
import type { NextWait } from './delay-headers.js'
import { DUE_QUEUE_NAME } from './delay-queues.js'
import { type Letter, toTarget, toUndeliverable, toWaitAgain } from './letter.js'

export interface LetterSender {
  readonly clock: Clock
  /** Resolves with the broker's confirm. */
  readonly publish: (outbound: Outbound) => Promise<void>
  /** A letter whose queue is gone lies among the undeliverable ones now. */
  readonly onUndeliverable: (queueName: string) => void
}

/** A queue that refuses a message, usually because it is full, is tried again after 1 s, 2 s, … 1 min. */
const FIRST_REFUSAL_PAUSE_MS = 1000
const LONGEST_REFUSAL_PAUSE_MS = 60_000

/**
 * Publishes a letter that is due to its own queue. Resolves when the broker has it there, or, confirmed just so, among
 * the undeliverable ones (its queue is gone), or in a bucket for another try (its queue refuses it).
 * Rejects when the outcome is unknown, or nothing could be sent.
 */
export async function forwardLetter(letter: Letter, sender: LetterSender): Promise<void> {
  const { delivery, note } = letter
  if (!note) {
    await park(letter, DUE_QUEUE_NAME, sender)
    return
  }
  try {
    await sender.publish(toTarget(delivery, note))
  } catch (error) {
    const code = isArqError(error) ? error.code : undefined
    if (code === 'ARQ_PUBLISH_UNROUTABLE') {
      await park(letter, note.target, sender)
    } else if (code === 'ARQ_PUBLISH_NACKED') {
      const refusals = note.refusals + 1
      const dueAtMs = sender.clock.now() + refusalPauseMs(refusals)
      await waitAgain(letter, { dueAtMs, refusals }, sender)
    } else {
      throw error
    }
  }
}

/** @param queueName where the letter should have gone */
async function park(letter: Letter, queueName: string, sender: LetterSender): Promise<void> {
  await sender.publish(toUndeliverable(letter, sender.clock.now()))
  sender.onUndeliverable(queueName)
}

/** Puts a letter into a bucket once more; resolves with the confirm. */
export function waitAgain(
  { delivery }: Letter,
  next: NextWait,
  { publish }: Pick<LetterSender, 'publish'>,
): Promise<void> {
  return publish(delayAgain(toWaitAgain(delivery, next), next.dueAtMs))
}

function refusalPauseMs(refusals: number): number {
  return Math.min(FIRST_REFUSAL_PAUSE_MS * 2 ** (refusals - 1), LONGEST_REFUSAL_PAUSE_MS)
}
