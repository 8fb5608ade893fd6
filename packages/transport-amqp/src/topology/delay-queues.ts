import { NO_DELIVERY_LIMIT, type QueueSpec } from './queue-spec.js'

/** The queue that everything delayed comes to shortly before it is due; movers consume it. */
export const DUE_QUEUE_NAME = 'arq.delay.due'

/** What the names of the queues begin with in which delayed messages wait. */
export const BUCKET_PREFIX = 'arq.delay.b.'

/** Where delayed messages lie whose own queue is gone. */
export const UNDELIVERABLE_QUEUE_NAME = 'arq.undeliverable'

/**
 * Without a delivery limit: a mover that stops gives back what it holds, and before RabbitMQ 4.3 each time counts.
 * No TTL, and no `x-expires`, which would drop what waits (it does so without dead-lettering, and on quorum queues
 * nothing but a consumer renews it).
 */
export const DUE_QUEUE: QueueSpec = {
  name: DUE_QUEUE_NAME,
  arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': NO_DELIVERY_LIMIT },
}

/**
 * A queue in which everything waits for the same time, so that nothing waits behind anything longer, and then goes to
 * {@link DUE_QUEUE}. Shared by all targets. Its name says its arguments, so that they can never differ.
 *
 * Quorum, because classic queues dead-letter at most once: half the messages of a test were lost in broker restarts.
 * @see https://www.rabbitmq.com/docs/quorum-queues#dead-lettering
 */
export function bucketQueue(lengthMs: number): QueueSpec {
  return {
    name: `${BUCKET_PREFIX}${lengthMs}`,
    arguments: {
      'x-queue-type': 'quorum',
      'x-message-ttl': lengthMs,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': DUE_QUEUE_NAME,
      // A message leaves only once the next queue has confirmed it; that needs reject-publish.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  }
}
