import { durationToMs } from '@arq/core'

import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { isAtLeast } from '../connection/broker-version.js'
import { DUE_QUEUE, UNDELIVERABLE_QUEUE_NAME } from './delay-queues.js'
import type { QueueSettings } from './queue-settings.js'
import { NO_DELIVERY_LIMIT, type QueueFlags, type QueueSpec } from './queue-spec.js'
import { type DeadlineRequest, type SettleDeadline, settleDeadline } from './settle-deadline.js'

/** The fanout exchange that signals to every worker go through. */
export const CONTROL_EXCHANGE = 'arq.control'

/**
 * Times that the broker hands a job out again before it dead-letters it: a last net for a job that kills every worker.
 * High, because before RabbitMQ 4.3 every hand-back at a shutdown counts, too. Set, because the default of RabbitMQ 4
 * is 20.
 */
const DELIVERY_LIMIT = 1000

/** How long a reply queue survives without its consumer: a reconnect finds it, a dead client leaves nothing behind. */
const REPLY_QUEUE_LEASE_MS = 300_000

/** Quorum queues have 32 levels from RabbitMQ 4.3; 4.0 to 4.2 tell two apart, above 4 and the rest. */
const QUORUM_PRIORITY = 31

type NamingSettings = Pick<ResolvedAmqpSettings, 'queues' | 'compat' | 'consumerTimeoutMs'>

/** Which queues there are and what they look like: names and arguments, decided from the settings alone. */
export class Topology {
  readonly #settings: NamingSettings
  readonly #deadLetterNames: ReadonlySet<string>

  constructor(settings: NamingSettings) {
    this.#settings = settings
    this.#deadLetterNames = new Set(
      Object.values(settings.queues).flatMap(({ deadLetterQueue }) => deadLetterQueue ?? []),
    )
  }

  /** The queue that final failures of `queueName` go to. */
  deadLetterQueueOf(queueName: string): string {
    return this.#settings.queues[queueName]?.deadLetterQueue ?? `${queueName}.dlq`
  }

  /** A queue of jobs; a name that is a dead letter queue's is declared as one, also when somebody consumes it. */
  jobQueue(queueName: string): QueueSpec {
    if (queueName === DUE_QUEUE.name) return DUE_QUEUE
    if (this.#isDeadLetterName(queueName)) return this.deadLetterQueue(queueName)
    const deadLetterQueue = this.deadLetterQueue(this.deadLetterQueueOf(queueName))
    const own = this.deadLetterQueue(queueName)
    if (this.#settings.compat) return { ...own, deadLetterQueue }
    const deadLettering = {
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': deadLetterQueue.name,
    }
    const net =
      this.#typeOf(queueName) === 'classic'
        ? {}
        : {
            // Dead letters are confirmed by their target; that needs reject-publish.
            'x-dead-letter-strategy': 'at-least-once',
            'x-overflow': 'reject-publish',
            'x-delivery-limit': DELIVERY_LIMIT,
          }
    return { ...own, arguments: { ...own.arguments, ...deadLettering, ...net }, deadLetterQueue }
  }

  /** A queue of messages that need a person; nothing leaves it by itself. */
  deadLetterQueue(queueName: string): QueueSpec {
    if (this.#settings.compat) return { name: queueName, arguments: {} }
    const type = this.#typeOf(queueName)
    // Whoever looks at letters gives them back, and RabbitMQ 4 would drop one that came back 20 times.
    const limit = type === 'quorum' ? { 'x-delivery-limit': NO_DELIVERY_LIMIT } : {}
    const own = { 'x-queue-type': type, ...limit }
    const queue = this.#settings.queues[queueName]
    if (!queue) return { name: queueName, arguments: own }
    const flags = flagsOf(queue)
    return {
      name: queueName,
      arguments: { ...own, ...optionalArguments(queue) },
      ...(flags && { flags }),
    }
  }

  /**
   * A queue of the library's own: nothing leaves it but by a consumer or its expiry. Without a delivery limit, because a
   * consumer that cannot use a message yet gives it back.
   */
  systemQueue(queueName: string): QueueSpec {
    const type = this.#typeOf(queueName)
    const limit = type === 'quorum' ? { 'x-delivery-limit': NO_DELIVERY_LIMIT } : {}
    return { name: queueName, arguments: { 'x-queue-type': type, ...limit } }
  }

  /** A queue that others made, and that stays as it is. */
  foreignQueue(queueName: string): QueueSpec {
    return { name: queueName, arguments: {}, isForeign: true }
  }

  /**
   * The highest priority that has an effect in this queue; 0: none has.
   * @param brokerVersion as it says itself; `undefined` when it was not asked yet
   * @see https://www.rabbitmq.com/docs/priority
   */
  highestPriorityOf(queueName: string, brokerVersion: string | undefined): number {
    if (this.#settings.compat) return 0
    if (this.#typeOf(queueName) === 'classic') {
      return this.#settings.queues[queueName]?.maxPriority ?? 0
    }
    return isAtLeast(brokerVersion, [4, 0]) ? QUORUM_PRIORITY : 0
  }

  /** How long a consumer of this queue may keep a message, by what is known of the broker. */
  settleDeadlineOf(queueName: string, asked: DeadlineRequest): SettleDeadline {
    const { queues, consumerTimeoutMs, compat } = this.#settings
    const isQuorum = !compat && this.#typeOf(queueName) === 'quorum'
    const own = queues[queueName]?.consumerTimeout
    const ownMs = own === undefined ? undefined : durationToMs(own, 'consumerTimeout')
    return settleDeadline({ isQuorum, ownMs, brokersMs: consumerTimeoutMs }, asked)
  }

  #typeOf(queueName: string): 'quorum' | 'classic' {
    return this.#settings.queues[queueName]?.type ?? 'quorum'
  }

  #isDeadLetterName(queueName: string): boolean {
    if (queueName === UNDELIVERABLE_QUEUE_NAME) return true
    return queueName.endsWith('.dlq') || this.#deadLetterNames.has(queueName)
  }
}

/** What its settings add to a queue of any kind. */
function optionalArguments(queue: QueueSettings): Record<string, string | number> {
  const { maxPriority, maxLength, messageTtl, consumerTimeout } = queue
  return {
    ...(maxPriority !== undefined && { 'x-max-priority': maxPriority }),
    // The broker's own way with a full queue is to drop its oldest message.
    ...(maxLength !== undefined && { 'x-max-length': maxLength, 'x-overflow': 'reject-publish' }),
    ...(messageTtl !== undefined && { 'x-message-ttl': durationToMs(messageTtl, 'messageTtl') }),
    ...(consumerTimeout !== undefined && {
      'x-consumer-timeout': durationToMs(consumerTimeout, 'consumerTimeout'),
    }),
  }
}

/** `undefined` for the usual ones. */
function flagsOf({ durable, exclusive, autoDelete }: QueueSettings): QueueFlags | undefined {
  return durable && !exclusive && !autoDelete ? undefined : { durable, exclusive, autoDelete }
}

/**
 * The queue behind one reply box. Classic: a lost reply is found by asking the store, so it needs no replicas.
 * Not exclusive: an exclusive queue dies with the connection.
 */
export function replyQueue(name: string): QueueSpec {
  return { name, arguments: { 'x-queue-type': 'classic', 'x-expires': REPLY_QUEUE_LEASE_MS } }
}
