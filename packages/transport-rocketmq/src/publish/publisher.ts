import { ArqError, type OutgoingMessage, PublishNotConfirmed } from '@arq/core'
import { pause, WorkUnderWay } from '@arq/core/internal'
import { isRocketMQError, type Producer } from '@arq/rocketmq'

import type { DeclareGate } from '../queues/declare-gate.js'
import { queueOfPriority } from '../queues/priorities.js'
import { publishError } from '../rocketmq-errors.js'
import type { ResolvedRocketMQSettings } from '../rocketmq-settings.js'
import { texts } from '../texts.js'
import { type Parcel, toParcel, writeParcel } from '../wire/message-form.js'
import { PublishLane } from './publish-lane.js'

export interface PublisherParts {
  readonly producer: Producer
  readonly gate: DeclareGate
  readonly settings: ResolvedRocketMQSettings
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * The properties of a message are in two bytes, and RocketMQ adds some of its own.
 * Source: apache/rocketmq `store/.../MessageExtEncoder.java`.
 */
const MOST_HEADER_BYTES = 30_000
/** How much sooner than the broker's limit a hop ends, for clocks that do not agree. */
const HOP_MARGIN_MS = 5000
/** As many as a producer makes by itself where nobody chooses the queue. */
const RETRIES = 2
/** Pause before a queue that was not there is looked for again. */
const AGAIN_MS = 100

/** Sends messages to the topics of their queues. */
export class Publisher {
  readonly #parts: PublisherParts
  readonly #lanes = new Map<string, Map<number, PublishLane>>()
  readonly #underWay = new WorkUnderWay()

  constructor(parts: PublisherParts) {
    this.#parts = parts
  }

  /**
   * Resolves when a broker has stored the message.
   * @throws {@link PublishNotConfirmed} `ARQ_PUBLISH_TOO_LARGE`, `ARQ_PUBLISH_NACKED`; `ARQ_CONNECTION_LOST` when the
   * outcome is unknown; `ARQ_CONNECTION_REFUSED`, `ARQ_BUFFER_FULL`, `ARQ_QUEUE_NOT_FOUND` when it was not sent
   */
  publish(message: OutgoingMessage): Promise<void> {
    return this.send(message.queueName, toParcel(message))
  }

  /** As {@link publish}, for what was received and goes on. */
  async send(queueName: string, parcel: Parcel): Promise<void> {
    this.#underWay.begin()
    try {
      this.#checkSize(queueName, parcel)
      await this.#sendTo(queueName, parcel)
    } catch (error) {
      throw publishError(error, { queueName, messageId: parcel.messageId })
    } finally {
      this.#underWay.end()
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#underWay.idle()
  }

  async #sendTo(queueName: string, parcel: Parcel): Promise<void> {
    const { gate } = this.#parts
    const entering = gate.enter(queueName)
    if (entering) await entering
    try {
      await this.#sendNow(queueName, parcel)
    } catch (error) {
      if (!isTopicGone(error)) throw error
      gate.forget(queueName)
      await pause(AGAIN_MS)
      await gate.enter(queueName)
      await this.#sendNow(queueName, parcel)
    }
  }

  async #sendNow(queueName: string, parcel: Parcel): Promise<void> {
    const { producer, gate, settings, now } = this.#parts
    const message = { ...writeParcel(parcel), topic: gate.topicOf(queueName) }
    const { dueAtMs, priority = 0 } = parcel
    const lane = this.#laneOf(queueName, Math.min(priority, gate.highestPriorityOf(queueName)))
    if (dueAtMs === undefined || dueAtMs <= now()) {
      await lane.send(parcel, message)
      return
    }
    const farthestMs = now() + settings.longestTimerMs - HOP_MARGIN_MS
    const timed = { ...message, deliverAtMs: Math.min(dueAtMs, farthestMs) }
    await producer.send(timed, lane.sendOptions)
  }

  /** Messages of one queue and one priority keep their order. */
  #laneOf(queueName: string, priority: number): PublishLane {
    const { producer, settings, gate } = this.#parts
    const lanes = this.#lanes.get(queueName) ?? new Map<number, PublishLane>()
    this.#lanes.set(queueName, lanes)
    const known = lanes.get(priority)
    if (known) return known
    const { publishTimeoutMs, maxWaiting } = settings
    const sendOptions =
      gate.highestPriorityOf(queueName) === 0
        ? undefined
        : { selector: queueOfPriority(priority), retries: RETRIES }
    const limits = { publishTimeoutMs, maxWaiting }
    const lane = new PublishLane({ queueName, producer, sendOptions, ...limits })
    lanes.set(priority, lane)
    return lane
  }

  #checkSize(queueName: string, { body, headersText, messageId = '' }: Parcel): void {
    const { maxMessageBytes: most } = this.#parts.settings
    const about = { queue: queueName, messageId }
    const bytes = body.byteLength
    if (bytes > most)
      throw tooLarge(queueName, messageId, texts.tooLarge({ ...about, bytes, most }))
    const headerBytes = headersText === undefined ? 0 : Buffer.byteLength(headersText)
    if (headerBytes <= MOST_HEADER_BYTES) return
    const said = { ...about, bytes: headerBytes, most: MOST_HEADER_BYTES }
    throw tooLarge(queueName, messageId, texts.headersTooLarge(said))
  }
}

const tooLarge = (queueName: string, messageId: string, text: ArqError['text']) =>
  new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_TOO_LARGE',
    scope: 'message',
    text,
    details: { queueName, messageId },
  })

/** Somebody has deleted the topic. */
function isTopicGone(error: unknown): boolean {
  const cause = error instanceof ArqError ? error.cause : error
  return isRocketMQError(cause) && cause.code === 'ROCKETMQ_TOPIC_NOT_FOUND'
}
