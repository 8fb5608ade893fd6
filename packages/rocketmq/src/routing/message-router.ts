import { RouteError } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import { texts } from '../texts/texts.js'
import { liteQueue } from './lite-queue.js'
import type { PublishQueues } from './publish-queues.js'
import {
  MessageHashSelector,
  type Queues,
  type QueueSelector,
  type Random,
  RandomSelector,
  RoundRobinSelector,
} from './queue-selector.js'

/** How queues are chosen when the caller does not say. */
export const ROUTING_STRATEGIES = ['ROUND_ROBIN', 'RANDOM', 'MESSAGE_HASH'] as const
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number]

/** Where a message goes, or why it can go nowhere. */
export type RoutingResult =
  | {
      readonly isRouted: true
      readonly queue: MessageQueue
      /** The broker to send to: that of the queue, or the one that hosts a logical queue. */
      readonly brokerName: string
      /** `host:port` of its master. */
      readonly address: string
      readonly isLogicalQueue: boolean
    }
  | { readonly isRouted: false; readonly error: RouteError }

export interface RouteOptions {
  /** Instead of the router's strategy, for this message. */
  readonly selector?: QueueSelector | undefined
  /** Exactly this queue. */
  readonly queue?: MessageQueue | undefined
  /** Brokers that are chosen only where there is no other. Ignored with `queue` or `selector`. */
  readonly avoidBrokers?: readonly string[] | undefined
}

export interface MessageRouterParts {
  /** @defaultValue `ROUND_ROBIN` */
  readonly strategy?: RoutingStrategy | undefined
  /** From 0 (included) to 1 (excluded). */
  readonly random: Random
}

/** Decides which queue of which broker a message goes to. Does no I/O: the topic's queues are handed in. */
export class MessageRouter {
  readonly #selector: QueueSelector
  readonly #isKeyed: boolean

  constructor({ strategy = 'ROUND_ROBIN', random }: MessageRouterParts) {
    this.#selector = createSelector(strategy, random)
    this.#isKeyed = strategy === 'MESSAGE_HASH'
  }

  route(message: Message, publish: PublishQueues, options: RouteOptions): RoutingResult {
    const { queue, selector } = options
    const { topic, queues } = publish
    if (!isNotEmpty(queues)) return failed('ROCKETMQ_NO_QUEUE', topic)
    if (queue !== undefined) return locate(queue, publish)
    if (selector !== undefined) return locate(selector.select(queues, message), publish)
    if (message.liteTopic !== undefined) {
      return locate(liteQueue(queues, message.liteTopic), publish)
    }
    // A message with a key keeps its queue while its broker is slow or gone: another queue would break the order.
    const hasKey = message.shardingKey !== undefined || message.keys.length > 0
    const preferred = this.#isKeyed && hasKey ? queues : this.#prefer(queues, publish, options)
    return locate(this.#selector.select(preferred, message), publish)
  }

  /** A topic's queues have changed. */
  reset(topic: string): void {
    this.#selector.reset?.(topic)
  }

  #prefer(all: Queues, publish: PublishQueues, options: RouteOptions): Queues {
    const { avoidBrokers = [] } = options
    if (avoidBrokers.length === 0 && !publish.isStatic) return all
    const { hostBroker } = publish
    const hosts = new Set(all.map(hostBroker).filter((name) => name !== undefined))
    const others = [...hosts].filter((name) => !avoidBrokers.includes(name))
    const wanted = new Set(others.length > 0 ? others : hosts)
    const preferred = all.filter((queue) => wanted.has(hostBroker(queue) ?? ''))
    return isNotEmpty(preferred) ? preferred : all
  }
}

function createSelector(strategy: RoutingStrategy, random: Random): QueueSelector {
  switch (strategy) {
    case 'ROUND_ROBIN':
      return new RoundRobinSelector(random)
    case 'RANDOM':
      return new RandomSelector(random)
    case 'MESSAGE_HASH':
      return new MessageHashSelector(random)
  }
}

function isNotEmpty(queues: readonly MessageQueue[]): queues is Queues {
  return queues.length > 0
}

function locate(chosen: MessageQueue, publish: PublishQueues): RoutingResult {
  const queue = findQueue(chosen, publish.queues)
  if (queue === undefined) return failed('ROCKETMQ_QUEUE_INVALID', publish.topic, chosen, publish)
  const brokerName = publish.hostBroker(queue)
  const address = brokerName === undefined ? undefined : publish.masters.get(brokerName)
  if (brokerName === undefined || address === undefined) {
    return failed('ROCKETMQ_NO_BROKER', publish.topic, queue)
  }
  return { isRouted: true, queue, brokerName, address, isLogicalQueue: publish.isStatic }
}

function findQueue(
  wanted: MessageQueue,
  queues: readonly MessageQueue[],
): MessageQueue | undefined {
  // Selectors nearly always return one of the very objects they were given.
  if (queues.includes(wanted)) return wanted
  const key = messageQueueKey(wanted)
  return queues.find((queue) => messageQueueKey(queue) === key)
}

function failed(
  code: 'ROCKETMQ_NO_QUEUE' | 'ROCKETMQ_QUEUE_INVALID' | 'ROCKETMQ_NO_BROKER',
  topic: string,
  queue?: MessageQueue,
  publish?: PublishQueues,
): RoutingResult {
  const count = publish?.queues.length ?? 0
  const name = queue === undefined ? '-' : `${queue.brokerName}/${queue.queueId}`
  const text =
    code === 'ROCKETMQ_NO_QUEUE'
      ? texts.noQueue({ topic })
      : code === 'ROCKETMQ_QUEUE_INVALID'
        ? texts.queueInvalid({ topic, queue: name, count })
        : texts.noBroker({ broker: queue?.brokerName ?? '-' })
  return { isRouted: false, error: new RouteError({ code, text, details: { topic, queue } }) }
}
