import type { BrokerClient } from '../broker/broker-client.js'
import type { TextLogger } from '../log/guarded-logger.js'
import { createMessage } from '../message/message.js'
import type { MessageExt } from '../message/message-ext.js'
import { PROPERTY } from '../protocol/property-names.js'
import { retryTopicOf } from '../protocol/resource-name.js'
import type { RouteTable } from '../routing/route-table.js'
import type { MessageSender } from '../send/message-sender.js'
import { texts } from '../texts/texts.js'
import type { ReconsumeLater } from './listener.js'

export interface SendBackParts {
  readonly brokers: Pick<BrokerClient, 'sendBack'>
  readonly routes: RouteTable
  /** Sends a copy where the broker of the message does not answer. */
  readonly sender: Pick<MessageSender, 'sendSystem'>
  /** With the namespace. */
  readonly group: string
  readonly settings: SendBackSettings
  readonly logger: TextLogger
}

interface SendBackSettings {
  /** Absent: as the group is set up at the broker, 16 unless changed. */
  readonly maxReconsumeTimes?: number | undefined
  readonly unitMode: boolean
}

/** The delay level of the first repetition, where the broker does not decide: 10 s. Source: `3 + reconsumeTimes`. */
const FIRST_DELAY_LEVEL = 3

/** What of RocketMQ's own properties goes along with the copy of a message. */
const KEPT = [
  PROPERTY.PRODUCER_GROUP,
  PROPERTY.CORRELATION_ID,
  PROPERTY.REPLY_TO_CLIENT,
  PROPERTY.TTL,
  PROPERTY.CLUSTER,
  PROPERTY.BUYER_ID,
  PROPERTY.INSTANCE_ID,
  PROPERTY.TRACE_CONTEXT,
] as const

/**
 * Gives messages back that were not consumed. They come again through the group's retry topic, or end in its dead
 * letter topic when they have come too often.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/DefaultMQPushConsumerImpl.java` (`sendMessageBack`).
 */
export class SendBack {
  readonly #parts: SendBackParts

  constructor(parts: SendBackParts) {
    this.#parts = parts
  }

  /**
   * Asks the broker of the message to store it in the retry topic. Where that fails, a copy is sent to the retry topic
   * at any broker: the copy may then come beside the message.
   *
   * @param message as it was pulled, with the topic that it was pulled from
   * @throws what the copy's send throws: the message is then nowhere but here
   */
  async giveBack(message: MessageExt, delay: ReconsumeLater['delay']): Promise<void> {
    const { logger, group } = this.#parts
    try {
      await this.#askBroker(message, delay)
    } catch (error) {
      const { msgId, bodyError } = message
      // A copy of a body that cannot be read would say that it is not compressed.
      if (bodyError !== undefined) throw error
      logger.warn(texts.logSendBackRefused(), { group, msgId, error })
      await this.sendCopy(message, delay)
    }
  }

  /**
   * Sends a copy to the retry topic. The broker puts it among the dead letters when it has come too often, and also
   * while the group holds locks: then it takes the copy for one that an orderly consumer gives up.
   */
  async sendCopy(message: MessageExt, delay: ReconsumeLater['delay']): Promise<void> {
    const { sender, group, settings } = this.#parts
    const { systemProperties: own, reconsumeTimes, msgId } = message
    const kept = KEPT.flatMap((name) =>
      own[name] === undefined ? [] : [[name, own[name]] as const],
    )
    const maxReconsumeTimes = delay === 'deadLetter' ? 0 : settings.maxReconsumeTimes
    const copy = createMessage({
      topic: retryTopicOf(group),
      body: message.body,
      flag: message.flag,
      tags: message.tags,
      keys: message.keys,
      shardingKey: message.shardingKey,
      uniqueId: message.uniqueId,
      properties: message.properties,
      delayLevel: typeof delay === 'object' ? delay.level : FIRST_DELAY_LEVEL + reconsumeTimes,
    })
    await sender.sendSystem(copy, {
      properties: {
        ...Object.fromEntries(kept),
        [PROPERTY.RETRY_TOPIC]: own[PROPERTY.RETRY_TOPIC] ?? message.topic,
        [PROPERTY.ORIGIN_MESSAGE_ID]: own[PROPERTY.ORIGIN_MESSAGE_ID] ?? msgId,
      },
      retry: { reconsumeTimes: reconsumeTimes + 1, maxReconsumeTimes },
    })
  }

  async #askBroker(message: MessageExt, delay: ReconsumeLater['delay']): Promise<void> {
    const { brokers, routes, group, settings } = this.#parts
    const { brokerName, storeHost, topic, commitLogOffset, msgId } = message
    // A logical queue of a static topic names no broker: the server that stored the message has it.
    const master = brokerName === undefined ? undefined : routes.brokers().get(brokerName)?.get(0)
    await brokers.sendBack(master ?? storeHost, {
      group,
      originTopic: topic,
      originMsgId: msgId,
      commitLogOffset,
      delay,
      maxReconsumeTimes: settings.maxReconsumeTimes,
      unitMode: settings.unitMode,
      brokerName,
    })
  }
}
