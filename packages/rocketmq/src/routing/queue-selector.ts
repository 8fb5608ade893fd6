import type { Message } from '../message/message.js'
import { javaHashCode } from '../protocol/java-hash.js'
import type { MessageQueue } from '../protocol/message-queue.js'

/** The queues to choose from; never empty. */
export type Queues = readonly [MessageQueue, ...MessageQueue[]]

/** Chooses the queue of a message. Implement it for a rule of your own; it must return one of `queues`. */
export interface QueueSelector {
  select(queues: Queues, message: Message): MessageQueue
  /** Called when a topic's queues have changed. */
  reset?(topic: string): void
}

/** Returns a number from 0 (included) to 1 (excluded). */
export type Random = () => number

/**
 * One queue after the other, with a counter for each topic that starts at random, so that many producers started at
 * once do not all begin with the same queue.
 *
 * Source: apache/rocketmq `client/.../impl/producer/TopicPublishInfo.java` (`selectOneMessageQueue`).
 */
export class RoundRobinSelector implements QueueSelector {
  readonly #random: Random
  readonly #counters = new Map<string, number>()

  constructor(random: Random) {
    this.#random = random
  }

  select(queues: Queues, { topic }: Pick<Message, 'topic'>): MessageQueue {
    const count = this.#counters.get(topic) ?? Math.floor(this.#random() * queues.length)
    const index = count % queues.length
    this.#counters.set(topic, index + 1)
    return at(queues, index)
  }

  /** Forgets a topic's counter: the next choice starts at random again. */
  reset(topic: string): void {
    this.#counters.delete(topic)
  }
}

/** Any queue, each as likely. Source: apache/rocketmq `client/.../selector/SelectMessageQueueByRandom.java`. */
export class RandomSelector implements QueueSelector {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  select(queues: Queues): MessageQueue {
    return at(queues, Math.floor(this.#random() * queues.length))
  }
}

/**
 * The same queue for the same key, in every process and in Java's clients too: by the sharding key, else by the first
 * of the keys. A message with neither goes anywhere. A change of the number of queues moves keys.
 *
 * Source: apache/rocketmq `client/.../selector/SelectMessageQueueByHash.java`.
 */
export class MessageHashSelector implements QueueSelector {
  readonly #otherwise: RandomSelector

  constructor(random: Random) {
    this.#otherwise = new RandomSelector(random)
  }

  select(
    queues: Queues,
    { shardingKey, keys }: Pick<Message, 'shardingKey' | 'keys'>,
  ): MessageQueue {
    const key = shardingKey ?? keys[0]
    return key === undefined
      ? this.#otherwise.select(queues)
      : at(queues, hashIndex(key, queues.length))
  }
}

/** Which of `count` queues a key goes to. */
export function hashIndex(key: string, count: number): number {
  // Remainder, then absolute value, as Java’s selector does it.
  return Math.abs(javaHashCode(key) % count)
}

function at(queues: Queues, index: number): MessageQueue {
  // A counter may be from the time when there were more queues.
  return queues[index] ?? queues[0]
}
