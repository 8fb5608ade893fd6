import type { ArqError, Clock, ErrorCode, Logger, OutgoingMessage, Transport } from '@arq/core'
import { isArqError, localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000

/** The fault is the message's own: it would be answered the same however often it was tried. */
const REFUSED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ARQ_PUBLISH_TOO_LARGE',
  'ARQ_ENCODE_FAILED',
  'ARQ_UNSUPPORTED',
  'ARQ_CONFIG_INVALID',
])

/** What became of a message. */
export type Published =
  /** The broker has it. */
  | { readonly kind: 'confirmed' }
  /** Nobody needs it any more, or the worker ends. */
  | { readonly kind: 'givenUp' }
  /** It will never be taken as it is. */
  | { readonly kind: 'refused'; readonly error: ArqError }

interface ConfirmedPublisherOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
}

/** Why a queue takes nothing, and how many messages wait for that to end. */
interface Trouble {
  code: string
  waiting: number
}

/**
 * Publishes what a job leaves behind, again and again until the broker has confirmed it: the job is acknowledged only
 * then. So a broker that is away, a full queue and a queue that somebody has to declare are waited for, with growing
 * pauses, however long; it is said once for each queue and reason. Ends when the delivery has become pointless (somebody
 * else has the job by now), when the worker ends, or when the message could never be taken.
 */
export class ConfirmedPublisher {
  readonly #options: ConfirmedPublisherOptions
  readonly #pauses = new Set<() => void>()
  readonly #troubles = new Map<string, Trouble>()
  #isClosed = false

  constructor(options: ConfirmedPublisherOptions) {
    this.#options = options
  }

  /** @param isPointless asked before each further try */
  publish(message: OutgoingMessage, isPointless: () => boolean): Promise<Published> {
    return this.#publish(message, (error) =>
      isArqError(error) && REFUSED.has(error.code)
        ? { kind: 'refused', error }
        : this.#isClosed || isPointless()
          ? { kind: 'givenUp' }
          : undefined,
    )
  }

  /** The same for the last resort, for which nothing else could be sent: a refusal is waited out, too. */
  async insist(message: OutgoingMessage, isPointless: () => boolean): Promise<boolean> {
    const published = await this.#publish(message, () =>
      this.#isClosed || isPointless() ? { kind: 'givenUp' } : undefined,
    )
    return published.kind === 'confirmed'
  }

  /** No further tries: what is not confirmed by now is handed back to the queue. */
  close(): void {
    this.#isClosed = true
    for (const end of this.#pauses) end()
  }

  /** @param endAfter whether an error is the end of it, and which one */
  async #publish(
    message: OutgoingMessage,
    endAfter: (error: unknown) => Published | undefined,
  ): Promise<Published> {
    let isWaiting = false
    let pauseMs = FIRST_PAUSE_MS
    for (;;) {
      const published = await this.#once(message, endAfter, isWaiting)
      if (published) {
        if (isWaiting) this.#waitsNoLonger(message.queueName, published)
        return published
      }
      isWaiting = true
      await this.#pause(pauseMs)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  async #once(
    message: OutgoingMessage,
    endAfter: (error: unknown) => Published | undefined,
    isWaiting: boolean,
  ): Promise<Published | undefined> {
    try {
      await this.#options.transport.publish(message)
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
    const text = messages.followUpFailed({ queue, error: localizedMessage(error, 'en') })
    this.#options.logger.error(renderMessage(text), { code, jobId: correlationId })
  }

  /** The last of those that waited says that it is over, if its message was taken. */
  #waitsNoLonger(queue: string, { kind }: Published): void {
    const trouble = this.#troubles.get(queue)
    if (!trouble) return
    trouble.waiting -= 1
    if (trouble.waiting > 0) return
    this.#troubles.delete(queue)
    if (kind === 'confirmed') {
      this.#options.logger.info(renderMessage(messages.followUpTaken({ queue })))
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        timer.cancel()
        this.#pauses.delete(end)
        resolve()
      }
      const timer = this.#options.clock.setTimer(ms, end)
      this.#pauses.add(end)
    })
  }
}
