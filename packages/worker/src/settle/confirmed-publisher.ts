import type { ArqError, Clock, OutgoingMessage, Transport } from '@arq/core'
import { errorText, isArqError } from '@arq/core'
import {
  abortControllerForMany,
  GrowingPause,
  sentAfter,
  type TextLogger,
} from '@arq/core/internal'

import { texts } from '../texts.js'

/** Longer than a broker needs that only moves a queue's leader. */
const FIRST_PAUSE_MS = 100
/** A queue that has room again is found within half a minute. */
const LONGEST_PAUSE_MS = 30_000

/** What became of a message. */
export type Published =
  /** The broker has it. */
  | { readonly kind: 'confirmed' }
  /** Nobody needs it any more, or the worker ends. */
  | { readonly kind: 'givenUp' }
  /** It will never be taken as it is. */
  | { readonly kind: 'refused'; readonly error: ArqError }

interface ConfirmedPublisherParts {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
}

/** Why a queue takes nothing, and how many messages wait for that to end. */
interface Trouble {
  code: string
  waiting: number
}

/**
 * Publishes the retry or the dead letter of a job again and again, with growing pauses, until the broker has confirmed
 * it: only then is the job acknowledged. So the worker waits for a broker that is away, for a full queue, and for a queue
 * that somebody has to declare. The log says it once for each queue and reason.
 * It ends earlier when another worker has the job by now, when this worker ends, or when the message can never be taken.
 */
export class ConfirmedPublisher {
  readonly #parts: ConfirmedPublisherParts
  readonly #closing = abortControllerForMany()
  readonly #troubles = new Map<string, Trouble>()

  constructor(parts: ConfirmedPublisherParts) {
    this.#parts = parts
  }

  /** @param isPointless asked before each further try */
  publish(message: OutgoingMessage, isPointless: () => boolean): Promise<Published> {
    return this.#publish(message, (error) =>
      isArqError(error) && sentAfter(error) === 'never'
        ? { kind: 'refused', error }
        : this.#closing.signal.aborted || isPointless()
          ? { kind: 'givenUp' }
          : undefined,
    )
  }

  /** The same for the last resort, for which nothing else could be sent: a refusal is waited out, too. */
  async insist(message: OutgoingMessage, isPointless: () => boolean): Promise<boolean> {
    const published = await this.#publish(message, () =>
      this.#closing.signal.aborted || isPointless() ? { kind: 'givenUp' } : undefined,
    )
    return published.kind === 'confirmed'
  }

  /** No further tries: what is not confirmed by now is handed back to the queue. */
  close(): void {
    this.#closing.abort()
  }

  /** @param endAfter whether an error is the end of it, and which one */
  async #publish(
    message: OutgoingMessage,
    endAfter: (error: unknown) => Published | undefined,
  ): Promise<Published> {
    const { clock } = this.#parts
    const { signal } = this.#closing
    const timing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }
    const pauses = new GrowingPause({ ...timing, clock, signal })
    let isWaiting = false
    for (;;) {
      const published = await this.#once(message, endAfter, isWaiting)
      if (published) {
        if (isWaiting) this.#waitsNoLonger(message.queueName, published)
        return published
      }
      isWaiting = true
      await pauses.wait()
    }
  }

  async #once(
    message: OutgoingMessage,
    endAfter: (error: unknown) => Published | undefined,
    isWaiting: boolean,
  ): Promise<Published | undefined> {
    try {
      await this.#parts.transport.publish(message)
      return { kind: 'confirmed' }
    } catch (error) {
      const end = endAfter(error)
      if (end?.kind !== 'refused') this.#say(message, error, !isWaiting && !end)
      return end
    }
  }

  /** By the first of those that wait for the same reason. */
  #say(
    { queueName: queue, correlationId }: OutgoingMessage,
    error: unknown,
    beginsToWait: boolean,
  ): void {
    const code = isArqError(error) ? error.code : 'unknown'
    const trouble = this.#troubles.get(queue) ?? { code: '', waiting: 0 }
    if (beginsToWait) trouble.waiting += 1
    if (trouble.waiting > 0) this.#troubles.set(queue, trouble)
    if (trouble.code === code) return
    trouble.code = code
    const text = texts.followUpFailed({ queue, error: errorText(error) })
    this.#parts.logger.error(text, { code, jobId: correlationId })
  }

  /** The last of those that waited says that it is over, if its message was taken. */
  #waitsNoLonger(queue: string, { kind }: Published): void {
    const trouble = this.#troubles.get(queue)
    if (!trouble) return
    trouble.waiting -= 1
    if (trouble.waiting > 0) return
    this.#troubles.delete(queue)
    if (kind === 'confirmed') {
      this.#parts.logger.info(texts.followUpTaken({ queue }))
    }
  }
}
