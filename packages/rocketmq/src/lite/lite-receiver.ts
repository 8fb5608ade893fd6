import { randomUUID } from 'node:crypto'

import type { ClientInstance } from '../client/client-instance.js'
import { isRocketMQError } from '../errors/errors.js'
import { pause } from '../flow/pause.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import { toDeadLetters } from '../pop/dead-letter.js'
import type { PopClient } from '../pop/pop-client.js'
import type { ReceiveQuestion } from '../pop/receive-once.js'
import type { Settlement } from '../pop/settlement.js'
import type { PoppedMessage } from '../protocol/requests/pop.js'
import { unwrapNamespace } from '../protocol/resource-name.js'
import { texts } from '../texts/texts.js'
import type { ResolvedLiteConsumerSettings } from './lite-settings.js'
import type { LiteBroker, LiteSubscriptions } from './lite-subscriptions.js'

export interface LiteReceiverParts {
  readonly client: ClientInstance
  /** With the namespace. */
  readonly group: string
  /** With the namespace. */
  readonly topic: string
  readonly settings: ResolvedLiteConsumerSettings
  readonly subscriptions: LiteSubscriptions
  readonly pops: PopClient
  readonly settlement: Settlement
  readonly logger: TextLogger
}

/** How long a broker may hold one question, where it is the only one. */
const LONGEST_POLL_MS = 5000
/** Where there are several: messages of the others wait meanwhile. */
const SHARED_POLL_MS = 500
/** Brokers answer a shorter one at once, so that asking would turn into a hot loop. */
const SHORTEST_POLL_MS = 100
/** Wait before a broker that failed is asked again. */
const AGAIN_MS = 1000

/** Asks the brokers of a topic in turn for messages of the lite topics that are subscribed to. */
export class LiteReceiver {
  readonly #parts: LiteReceiverParts
  /** Of pops whose answer is not here yet, by broker: the next one there asks under the same id. */
  readonly #attempts = new Map<string, string>()
  #turn = 0

  constructor(parts: LiteReceiverParts) {
    this.#parts = parts
  }

  /**
   * None when none comes in time, or the signal aborts. Brokers that fail are asked again.
   * @throws {@link BrokerError} the topic is none for lite topics, the group is bound to another one, or the broker is
   * older than RocketMQ 5.5
   */
  async receive(question: ReceiveQuestion): Promise<readonly MessageExt[]> {
    const { timeoutMs, signal } = question
    const deadlineMs = performance.now() + timeoutMs
    for (;;) {
      const brokers = await this.#brokers()
      const leftMs = Math.max(0, Math.round(deadlineMs - performance.now()))
      const longestMs = brokers.length > 1 ? SHARED_POLL_MS : LONGEST_POLL_MS
      const isLast = leftMs < SHORTEST_POLL_MS
      if (isLast && leftMs > 0) await pause(leftMs, signal)
      const broker = brokers[this.#turn++ % Math.max(1, brokers.length)]
      const received = broker
        ? await this.#popFrom(broker, question, isLast ? 0 : Math.min(leftMs, longestMs))
        : await pause(Math.min(leftMs, AGAIN_MS), signal).then(() => [])
      if (received.length > 0 || signal.aborted) return received
      const isAround = brokers.length <= 1 || this.#turn % brokers.length === 0
      if (isAround && performance.now() >= deadlineMs) return received
    }
  }

  async #brokers(): Promise<readonly LiteBroker[]> {
    try {
      return await this.#parts.subscriptions.brokers()
    } catch (error) {
      this.#parts.logger.debug(texts.logNoRouteYet(), { topic: this.#parts.topic, error })
      return []
    }
  }

  async #popFrom(
    { brokerName, address }: LiteBroker,
    { maxMessages, invisibleMs, signal }: ReceiveQuestion,
    pollMs: number,
  ): Promise<readonly MessageExt[]> {
    const { client, group, topic, pops, logger } = this.#parts
    const attemptId = this.#attempts.get(brokerName) ?? randomUUID()
    this.#attempts.set(brokerName, attemptId)
    const header = {
      ...{ topic, maxMsgNums: maxMessages, invisibleMs, pollMs, attemptId },
      ...{ clientId: client.clientId, consumerGroup: group, bornTimeMs: Date.now() },
    }
    try {
      const { popped } = await pops.popLite({ topic, brokerName, address }, header, signal)
      this.#attempts.delete(brokerName)
      const admitted = await Promise.all(popped.map((one) => this.#admit(one)))
      return admitted.filter((one) => one !== undefined)
    } catch (error) {
      if (signal.aborted) return []
      if (isRocketMQError(error) && FINAL.has(error.code)) throw error
      logger.warn(texts.logLiteReceiveFailed(), { topic, brokerName, error })
      await pause(Math.min(pollMs, AGAIN_MS), signal)
      return []
    }
  }

  /** A message that came too often is settled here; where that fails, it comes again. */
  async #admit({ message, handle }: PoppedMessage): Promise<MessageExt | undefined> {
    const { client, group, topic, settings, pops, settlement, logger } = this.#parts
    const { maxReconsumeTimes, namespace, unitMode } = settings
    const { msgId, liteTopic } = message
    const place = { consumerGroup: group, topic, liteTopic, handle }
    if (message.reconsumeTimes <= maxReconsumeTimes) {
      const received = { ...message, topic: unwrapNamespace(namespace, topic) }
      settlement.add(received, place)
      return received
    }
    try {
      await toDeadLetters({ client, group, unitMode }, message, topic)
      await pops.ack(place)
      logger.warn(texts.logDeadLetter(), { msgId, liteTopic })
    } catch (error) {
      logger.warn(texts.logDeadLetterNotSettled(), { msgId, error })
    }
    return undefined
  }
}

/** Another question would be answered the same way. */
const FINAL: ReadonlySet<string> = new Set([
  'ROCKETMQ_REQUEST_UNSUPPORTED',
  'ROCKETMQ_REQUEST_REFUSED',
  'ROCKETMQ_NO_PERMISSION',
  'ROCKETMQ_NOT_FOUND',
])
