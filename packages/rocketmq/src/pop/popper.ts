import { randomUUID } from 'node:crypto'

import type { ClientInstance } from '../client/client-instance.js'
import type { StopSignal } from '../flow/stop-signal.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import type { PopHeader, PoppedMessage } from '../protocol/requests/pop.js'
import { unwrapNamespace } from '../protocol/resource-name.js'
import type { SubscriptionData } from '../protocol/subscription-data.js'
import { texts } from '../texts/texts.js'
import { toDeadLetters } from './dead-letter.js'
import type { PopClient, PopTarget } from './pop-client.js'
import type { Settlement } from './settlement.js'

export interface PopperParts {
  readonly client: Pick<ClientInstance, 'brokers' | 'routes'>
  /** With the namespace. */
  readonly group: string
  /** Taken off the topics of messages. */
  readonly namespace: string | undefined
  readonly settings: PopSettings
  /** By topic, with the namespace: as brokers were told it. */
  readonly subscriptionOf: (topic: string) => SubscriptionData
  /** The same, as it is now, whether brokers know it or not. */
  readonly wantedOf: (topic: string) => SubscriptionData
  readonly pops: PopClient
  readonly settlement: Settlement
  readonly logger: TextLogger
}

interface PopSettings {
  /** Where a new group begins. */
  readonly consumeFrom: 'first' | 'last'
  /** The messages of a queue come in their order, and the next ones when those before are acknowledged. */
  readonly fifo: boolean
  /** A message that came again so often goes to the dead letters instead. */
  readonly maxReconsumeTimes: number
  readonly unitMode: boolean
}

/** One pop. */
export interface PopQuestion {
  /** At most {@link MAX_POP}. */
  readonly maxMessages: number
  readonly invisibleMs: number
  /** How long the broker may hold it. */
  readonly pollMs: number
  readonly signal: StopSignal
}

/** Source: apache/rocketmq `broker/.../processor/PopMessageProcessor.java`: more is refused. */
export const MAX_POP = 32

/** Pops messages from one broker, and settles those that are for nobody. */
export class Popper {
  readonly #parts: PopperParts
  /** Of pops whose answer is not here yet, by place: the next one there asks under the same id. */
  readonly #attempts = new Map<string, string>()

  constructor(parts: PopperParts) {
    this.#parts = parts
  }

  /**
   * Messages for the caller, each to be settled.
   * @throws what {@link PopClient.pop} throws
   */
  async pop(target: PopTarget, question: PopQuestion): Promise<readonly MessageExt[]> {
    const { pops } = this.#parts
    const header = this.header(target, question)
    const { popped } = await pops.pop(target, header, question.signal)
    this.#attempts.delete(placeOf(target))
    const admitted = await Promise.all(popped.map((one) => this.#admit(one, header)))
    return admitted.filter((one) => one !== undefined)
  }

  /** What a broker is asked. */
  header(
    target: PopTarget,
    question: Pick<PopQuestion, 'pollMs' | 'invisibleMs' | 'maxMessages'>,
  ): PopHeader {
    const { group, settings, subscriptionOf } = this.#parts
    const { topic, brokerName, queueId } = target
    const { pollMs, invisibleMs, maxMessages } = question
    return {
      ...{ pollMs, invisibleMs, maxMsgNums: maxMessages, topic, brokerName, queueId },
      consumerGroup: group,
      bornTimeMs: Date.now(),
      from: settings.consumeFrom,
      subscription: subscriptionOf(topic),
      isOrderly: settings.fifo,
      attemptId: settings.fifo ? this.#attemptAt(placeOf(target)) : undefined,
    }
  }

  #attemptAt(place: string): string {
    const attempt = this.#attempts.get(place) ?? randomUUID()
    this.#attempts.set(place, attempt)
    return attempt
  }

  /** A message that nobody wants, or that came too often, is settled here; where that fails, it comes again. */
  async #admit(
    { message, handle }: PoppedMessage,
    { topic, consumerGroup }: PopHeader,
  ): Promise<MessageExt | undefined> {
    const { namespace, settings, pops, settlement, logger, wantedOf } = this.#parts
    const place = { consumerGroup, topic, handle }
    const isTooOften = message.reconsumeTimes > settings.maxReconsumeTimes
    // By the subscription of now: a broker that holds a pop goes by the filter it was asked with.
    if (isWanted(message, wantedOf(topic)) && !isTooOften) {
      const received = { ...message, topic: unwrapNamespace(namespace, topic) }
      settlement.add(received, place)
      return received
    }
    try {
      if (isTooOften) await this.#giveUp(message, topic)
      await pops.ack(place)
    } catch (error) {
      const { msgId } = message
      logger.warn(texts.logStrayNotSettled(), { msgId, topic, error })
    }
    return undefined
  }

  async #giveUp(message: MessageExt, topic: string): Promise<void> {
    const { client, group, settings, logger } = this.#parts
    await toDeadLetters({ client, group, unitMode: settings.unitMode }, message, topic)
    const { msgId } = message
    logger.warn(texts.logDeadLetter(), { msgId, topic })
  }
}

/** Brokers compare hashes of tags: two tags may have the same. */
function isWanted(
  { tags }: MessageExt,
  { tagsSet, expressionType }: Pick<SubscriptionData, 'tagsSet' | 'expressionType'>,
): boolean {
  if (expressionType !== 'TAG' || tagsSet.length === 0) return true
  return tags !== undefined && tagsSet.includes(tags)
}

const placeOf = ({ topic, brokerName, queueId = -1 }: PopTarget): string =>
  `${topic} ${brokerName} ${queueId}`
