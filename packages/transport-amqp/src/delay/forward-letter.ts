import { type Clock, isArqError } from '@arq/core'

import type { Outbound } from '../outbound.js'
import { delayAgain } from './bucket-delay.js'
import type { NextWait } from './delay-headers.js'
import { type Letter, toTarget, toUndeliverable, toWaitAgain } from './letter.js'

export interface LetterSender {
  readonly clock: Clock
  /** Resolves with the broker's confirm. */
  readonly publish: (outbound: Outbound) => Promise<void>
}

/** A queue that refuses a message, usually because it is full, is tried again after 1 s, 2 s, … 1 min. */
const FIRST_REFUSAL_PAUSE_MS = 1000
const LONGEST_REFUSAL_PAUSE_MS = 60_000

/**
 * Publishes a letter that is due to its own queue. Resolves when the broker has it there, or, confirmed just so, among
 * the undeliverable ones (its queue is gone), or in a bucket for another try (its queue refuses it).
 * Rejects when the outcome is unknown, or nothing could be sent.
 */
export async function forwardLetter(letter: Letter, { clock, publish }: LetterSender) {
  const { delivery, note } = letter
  if (!note) {
    await publish(toUndeliverable(letter, clock.now()))
    return
  }
  try {
    await publish(toTarget(delivery, note))
  } catch (error) {
    const code = isArqError(error) ? error.code : undefined
    if (code === 'ARQ_PUBLISH_UNROUTABLE') {
      await publish(toUndeliverable(letter, clock.now()))
    } else if (code === 'ARQ_PUBLISH_NACKED') {
      const refusals = note.refusals + 1
      const dueAtMs = clock.now() + refusalPauseMs(refusals)
      await waitAgain(letter, { dueAtMs, refusals }, { clock, publish })
    } else {
      throw error
    }
  }
}

/** Puts a letter into a bucket once more; resolves with the confirm. */
export function waitAgain(
  { delivery }: Letter,
  next: NextWait,
  { clock, publish }: LetterSender,
): Promise<void> {
  const remainingMs = next.dueAtMs - clock.now()
  return publish(delayAgain(toWaitAgain(delivery, next), remainingMs))
}

function refusalPauseMs(refusals: number): number {
  return Math.min(FIRST_REFUSAL_PAUSE_MS * 2 ** (refusals - 1), LONGEST_REFUSAL_PAUSE_MS)
}
