import type { Delivery } from '@arq/core'

import type { RawQueue } from '../raw-queue/consume-raw.js'
import type { Attempt } from '../run/attempt.js'
import type { FailedOutcome, Outcome } from '../run/outcome.js'
import type { DeadLetters } from '../settle/dead-letters.js'
import type { ParkReason } from '../settle/park-reason.js'

interface RawSettlerParts {
  readonly queue: RawQueue
  readonly deadLetters: DeadLetters
}

const HAND_BACK: Outcome = { kind: 'handBack' }

/**
 * Settles the messages of a queue that is not ours, the only file that does. A dead letter of our own is confirmed before
 * its message is acknowledged; the broker's own dead-lettering is one step.
 */
export class RawSettler {
  readonly #parts: RawSettlerParts

  constructor(parts: RawSettlerParts) {
    this.#parts = parts
  }

  /** @returns what really became of it: `handBack` when the worker ended before its letter was confirmed */
  async settle(
    { delivery, message }: Attempt,
    outcome: Exclude<Outcome, { kind: 'retry' }>,
  ): Promise<Outcome> {
    if (outcome.kind === 'handBack') this.handBack(delivery)
    else if (outcome.kind === 'failed') {
      const { jobId, enqueueTime } = message
      const reason = { ...reasonOf(outcome), jobId, enqueueTime }
      if (!(await this.deadLetter(delivery, reason))) return HAND_BACK
    } else delivery.ack()
    return outcome
  }

  /** @returns whether it is a dead letter now; otherwise it goes back to its queue */
  async deadLetter(delivery: Delivery, reason: ParkReason): Promise<boolean> {
    const { queue, deadLetters } = this.#parts
    if (queue.deadLetter === 'exchange') {
      delivery.nack({ requeue: false })
      return true
    }
    const isKept = await deadLetters.publish(delivery, reason)
    if (isKept) delivery.ack()
    else this.handBack(delivery)
    return isKept
  }

  /** As it came: not run, or not run to its end. */
  handBack(delivery: Delivery): void {
    delivery.nack({ requeue: true })
  }
}

const reasonOf = ({ error, code, category }: FailedOutcome) => ({ error, code, category })
