import type { ResolvedAmqpSettings } from './amqp-settings.js'
import { DUE_QUEUE, UNDELIVERABLE_QUEUE_NAME } from './delay/delay-queues.js'
import type { QueueSpec } from './queue-spec.js'

export type { QueueSpec } from './queue-spec.js'

/** The fanout exchange that signals to every worker go through. */
export const CONTROL_EXCHANGE = 'arq.control'

/**
 * The broker's own last net under `maxDeliveries`. High, because before RabbitMQ 4.3 every hand-back at a shutdown
 * counts as well; set, because the default of RabbitMQ 4 is 20 and a message beyond the limit is dead-lettered.
 */
const DELIVERY_LIMIT = 1000

/** How long a reply queue survives without its consumer: a reconnect finds it, a dead client leaves nothing behind. */
const REPLY_QUEUE_LEASE_MS = 300_000

type NamingSettings = Pick<ResolvedAmqpSettings, 'queues' | 'compat'>

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
    if (this.#settings.compat) return { name: queueName, arguments: {}, deadLetterQueue }
    const type = this.#typeOf(queueName)
    const deadLettering = {
      'x-queue-type': type,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': deadLetterQueue.name,
    }
    if (type === 'classic') return { name: queueName, arguments: deadLettering, deadLetterQueue }
    return {
      name: queueName,
      arguments: {
        ...deadLettering,
        // Dead letters are confirmed by their target; that needs reject-publish.
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
        'x-delivery-limit': DELIVERY_LIMIT,
      },
      deadLetterQueue,
    }
  }

  /** A queue of messages that need a person; nothing leaves it by itself. */
  deadLetterQueue(queueName: string): QueueSpec {
    if (this.#settings.compat) return { name: queueName, arguments: {} }
    return { name: queueName, arguments: { 'x-queue-type': this.#typeOf(queueName) } }
  }

  #typeOf(queueName: string): 'quorum' | 'classic' {
    return this.#settings.queues[queueName]?.type ?? 'quorum'
  }

  #isDeadLetterName(queueName: string): boolean {
    if (queueName === UNDELIVERABLE_QUEUE_NAME) return true
    return queueName.endsWith('.dlq') || this.#deadLetterNames.has(queueName)
  }
}

/**
 * The queue behind one reply box. Classic: a lost reply is found by asking the store, so it needs no replicas.
 * Not exclusive: an exclusive queue dies with the connection.
 */
export function replyQueue(name: string): QueueSpec {
  return { name, arguments: { 'x-queue-type': 'classic', 'x-expires': REPLY_QUEUE_LEASE_MS } }
}
