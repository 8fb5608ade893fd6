import { type ArqError, ConnectionError, isArqError, QueueNotFound } from '@arq/core'
import { isRocketMQError, TopicRoutes } from '@arq/rocketmq'

import type { Cluster } from '../connection/cluster.js'
import { reasonOf } from '../rocketmq-errors.js'
import type { ResolvedRocketMQSettings } from '../rocketmq-settings.js'
import { texts } from '../texts.js'
import { topicNameOf } from '../wire/topic-name.js'
import { checkPriorities, topicOfPriorities } from './priorities.js'

/**
 * Brokers count how often a message came back, and give up on one at the group's limit. Whether a job is given up is
 * the worker's to decide, so the limit is as high as the number can be.
 */
const NEVER_GIVES_UP = 2 ** 31 - 1

/** Sees to it that the topic and the group of a queue are there and every name server knows them, once for each. */
export class DeclareGate {
  readonly #cluster: Cluster
  readonly #settings: ResolvedRocketMQSettings
  readonly #routes: TopicRoutes
  readonly #ready = new Set<string>()
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(cluster: Cluster, settings: ResolvedRocketMQSettings) {
    this.#cluster = cluster
    this.#settings = settings
    this.#routes = new TopicRoutes(cluster.client.nameServers)
  }

  topicOf(queueName: string): string {
    return topicNameOf(this.#settings.prefix, queueName)
  }

  /** The highest priority that has an effect in this queue; 0: none has. */
  highestPriorityOf(queueName: string): number {
    return this.#settings.queues[queueName]?.maxPriority ?? 0
  }

  /** @returns `undefined` when the queue is known to be there: nothing needs to be awaited */
  enter(queueName: string): Promise<void> | undefined {
    if (this.#ready.has(queueName)) return undefined
    const known = this.#underWay.get(queueName)
    if (known) return known
    const declaring = this.#declare(queueName).finally(() => this.#underWay.delete(queueName))
    this.#underWay.set(queueName, declaring)
    return declaring
  }

  /** The queue is gone: the next one who needs it makes it again. */
  forget(queueName: string): void {
    this.#ready.delete(queueName)
  }

  /** Whether there is such a queue. */
  async exists(queueName: string): Promise<boolean> {
    return (await this.#routes.known(this.topicOf(queueName))) !== 'nowhere'
  }

  async #declare(queueName: string): Promise<void> {
    const topic = this.topicOf(queueName)
    try {
      const known = await this.#routes.known(topic)
      if (known === 'nowhere') await this.#create(queueName, topic)
      // Who creates it at the same moment, and comes second, is told that brokers have it before name servers know it.
      if (known !== 'everywhere') await this.#untilKnown(queueName, topic)
      const highest = this.highestPriorityOf(queueName)
      if (highest > 0) {
        checkPriorities(queueName, highest, await this.#cluster.admin.topics.get(topic))
      }
    } catch (error) {
      throw declaringError(error, queueName, topic)
    }
    this.#ready.add(queueName)
  }

  async #create(queueName: string, topic: string): Promise<void> {
    const { declareQueues, queuesPerBroker } = this.#settings
    if (!declareQueues) {
      const text = texts.noSuchTopic({ topic, queue: queueName })
      throw new QueueNotFound({
        ...{ code: 'ARQ_QUEUE_NOT_FOUND', scope: 'message', text },
        details: { queueName, topic },
      })
    }
    const { admin } = this.#cluster
    await unlessThere(admin.groups.create(topic, { retryMaxTimes: NEVER_GIVES_UP }))
    const highest = this.highestPriorityOf(queueName)
    const queues =
      highest > 0
        ? topicOfPriorities(highest)
        : { readQueueNums: queuesPerBroker, writeQueueNums: queuesPerBroker }
    // Name servers are waited for below, by the time and with the words of this transport.
    await unlessThere(admin.topics.create(topic, queues, { routeTimeoutMs: 0 }))
  }

  async #untilKnown(queueName: string, topic: string): Promise<void> {
    const { publishTimeoutMs, address } = this.#settings
    if (await this.#routes.untilKnown(topic, publishTimeoutMs)) return
    const where = address.nameServers.join(', ')
    const text = texts.routeUnknown({ topic, where, seconds: publishTimeoutMs / 1000 })
    const details = { queueName, topic }
    throw new ConnectionError({ code: 'ARQ_CONNECTION_REFUSED', scope: 'message', text, details })
  }
}

/** Somebody else made it at the same moment. */
async function unlessThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating
  } catch (error) {
    if (!isRocketMQError(error) || error.code !== 'ROCKETMQ_ALREADY_EXISTS') throw error
  }
}

function declaringError(error: unknown, queueName: string, topic: string): ArqError {
  if (isArqError(error)) return error
  return new ConnectionError({
    code: 'ARQ_CONNECTION_REFUSED',
    scope: 'message',
    text: texts.notDeclared({ topic, queue: queueName, reason: reasonOf(error) }),
    details: { queueName, topic },
    cause: error,
  })
}
