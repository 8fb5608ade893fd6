import type { Delivery, OutgoingMessage, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import {
  againQueueOf,
  aloneQueueOf,
  CRASHES_HEADER,
  inNextTurn,
  sentAfter,
  type TextLogger,
  WorkUnderWay,
} from '@arq/core/internal'

import { type CrashMarks, movedMessage } from '../settle/follow-up.js'
import type { Settler } from '../settle/settler.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import { texts } from '../texts.js'
import type { Place } from './next-step.js'
import type { SuspectDelivery } from './suspect-delivery.js'

interface SuspectMovesParts {
  readonly transport: Transport
  readonly settler: Settler
  readonly work: WorkInHand
  readonly logger: TextLogger
}

/** What became of a move: `refused`: the message is where it was, unsettled. */
export type Moved = 'moved' | 'refused' | 'requeued'

/** Moves suspects between their queues: a copy is published and confirmed, then the original acknowledged. */
export class SuspectMoves {
  readonly #parts: SuspectMovesParts
  readonly #moves = new WorkUnderWay()
  /** Acknowledgements of the last moves have left: those of one turn leave together at its end. */
  #sent: Promise<void> = Promise.resolve()
  #hasWarned = false

  constructor(parts: SuspectMovesParts) {
    this.#parts = parts
  }

  /** To where a start is a mark. Never rejects. */
  async move(
    delivery: Delivery,
    to: { readonly queueName: string; readonly place: Exclude<Place, 'queue'> },
    marks: CrashMarks,
  ): Promise<Moved> {
    const { settler } = this.#parts
    this.#moves.begin()
    try {
      const outcome = await this.#publish(movedMessage(delivery, targetOf(to), marks))
      if (outcome === 'refused') return 'refused'
      if (outcome === 'unknown') settler.requeue(delivery)
      else settler.handedOn(delivery)
      return outcome === 'unknown' ? 'requeued' : 'moved'
    } finally {
      this.#sent = new Promise(inNextTurn)
      this.#moves.end()
    }
  }

  /** A worker that dies at once of a job would leave two messages of those that it moves right now. */
  async settled(): Promise<void> {
    await this.#moves.idle()
    await this.#sent
  }

  /** To its work queue, where everybody sees it, whether or not a worker is left that knows of suspects. */
  handBack(suspect: SuspectDelivery): void {
    void this.sendBack(suspect, 'queue')
  }

  /** A suspect that was not started, or not to its end: with its count, as a message that nobody had before. */
  sendBack(suspect: SuspectDelivery, place: 'queue' | 'again'): Promise<void> {
    const sending = this.#sendBack(suspect, place)
    this.#parts.work.track(sending, suspect)
    return sending
  }

  async #sendBack(suspect: SuspectDelivery, place: 'queue' | 'again'): Promise<void> {
    const { queueName } = suspect
    const crashes = crashesOf(suspect)
    const message = movedMessage(suspect, targetOf({ queueName, place }), { crashes })
    suspect.handedBack((await this.#publish(message)) === 'confirmed')
  }

  async #publish(message: OutgoingMessage): Promise<'confirmed' | 'refused' | 'unknown'> {
    const { transport, logger } = this.#parts
    try {
      await transport.publish(message)
      return 'confirmed'
    } catch (error) {
      if (sentAfter(error) === 'unknown') return 'unknown'
      if (!this.#hasWarned) {
        this.#hasWarned = true
        const { queueName: queue } = message
        const text = texts.notCounted({ queue, error: errorText(error) })
        logger.warn(text)
      }
      return 'refused'
    }
  }
}

/** Crashes that are counted on a message. */
export function crashesOf({ headers }: Delivery): number {
  const count = headers[CRASHES_HEADER]
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0
}

function targetOf({
  queueName,
  place,
}: {
  readonly queueName: string
  readonly place: Place
}): Pick<OutgoingMessage, 'queueName' | 'kind'> {
  if (place === 'queue') return { queueName, kind: 'job' }
  const name = place === 'again' ? againQueueOf(queueName) : aloneQueueOf(queueName)
  return { queueName: name, kind: 'system' }
}
