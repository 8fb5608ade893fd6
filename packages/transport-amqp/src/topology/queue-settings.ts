import { countSchema, durationSchema, durationToMs } from '@arq/core'
import { deadLetterQueueNameSchema, mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'

/**
 * The longest TTL that RabbitMQ takes, for a queue or a message: 10 × 365 days. One millisecond more closes the channel
 * (measured on 3.10).
 * @see https://www.rabbitmq.com/docs/ttl
 */
export const LONGEST_TTL_MS = 315_360_000_000

/** More levels cost the broker memory and time for each queue; 255 is what the wire can carry. */
const HIGHEST_PRIORITY = 255

const flag = v.boolean(mustBe.flag)
const ttl = v.pipe(
  durationSchema,
  v.check((value) => {
    const ms = durationToMs(value, 'duration')
    return ms > 0 && ms <= LONGEST_TTL_MS
  }, said(texts.queueDuration())),
)

const propertiesSchema = v.strictObject({
  type: v.pipe(
    v.optional(v.picklist(['quorum', 'classic'], mustBe.oneOf('quorum', 'classic'))),
    v.description(
      'Type of the queue at the broker. Quorum queues survive the loss of a node, classic ones are faster and know priorities. Default: `quorum`; with `compat`: `classic`.',
    ),
    v.metadata({ source: 'RabbitMQ: quorum queues are the replicated ones' }),
  ),
  deadLetterQueue: v.pipe(
    v.optional(deadLetterQueueNameSchema),
    v.description(
      'Queue that jobs of this queue go to when they have failed for good. Default: `<queue>.dlq`.',
    ),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  durable: v.pipe(
    v.optional(flag, true),
    v.description(
      'With `false` the queue and its jobs are gone when the broker restarts. Needs type `classic`. RabbitMQ 4.3 refuses it unless the queue is exclusive.',
    ),
    v.metadata({ source: 'AMQP 0-9-1 queue.declare' }),
  ),
  exclusive: v.pipe(
    v.optional(flag, false),
    v.description(
      'With `true` only this transport consumes the queue, and the queue ends with its connection. Needs type `classic`. Jobs can be sent to it while its consumer is there.',
    ),
    v.metadata({ source: 'AMQP 0-9-1 queue.declare' }),
  ),
  autoDelete: v.pipe(
    v.optional(flag, false),
    v.description(
      'With `true` the queue ends with its last consumer, and its jobs with it. Needs type `classic`.',
    ),
    v.metadata({ source: 'AMQP 0-9-1 queue.declare' }),
  ),
  maxPriority: v.pipe(
    v.optional(
      v.pipe(countSchema(1), v.maxValue(HIGHEST_PRIORITY, mustBe.atMost(HIGHEST_PRIORITY))),
    ),
    v.description(
      'Highest priority that has an effect. Jobs of a higher priority are handed out first. RabbitMQ advises at most 10. Needs type `classic`: quorum queues have priorities of their own on RabbitMQ 4.',
    ),
    v.metadata({ source: 'RabbitMQ priority queues: x-max-priority' }),
  ),
  maxLength: v.pipe(
    v.optional(countSchema(1)),
    v.description(
      'The most jobs that wait in the queue. A further one is refused with `ARQ_PUBLISH_NACKED`; none is dropped.',
    ),
    v.metadata({ unit: 'jobs', source: 'RabbitMQ: x-max-length with reject-publish' }),
  ),
  messageTtl: v.pipe(
    v.optional(ttl),
    v.description(
      'How long a job waits at most. One that waits longer is not run and goes to the dead letter queue.',
    ),
    v.metadata({ unit: 'duration', source: 'RabbitMQ: x-message-ttl' }),
  ),
  consumerTimeout: v.pipe(
    v.optional(ttl),
    v.description(
      'How long the broker lets a worker keep a job of this queue. RabbitMQ 3.12 and later heed it. Default: the transport’s `consumerTimeout`.',
    ),
    v.metadata({ unit: 'duration', source: 'RabbitMQ: x-consumer-timeout' }),
  ),
})

const needsClassic = said(texts.needsClassic())

/** What one queue is to be like: the `queues` setting of the transport. A quorum queue answers 406 to what it cannot be. */
export const queueSettingsSchema = v.pipe(
  propertiesSchema,
  v.forward(
    v.check(({ type, durable }) => type === 'classic' || durable, needsClassic),
    ['durable'],
  ),
  v.forward(
    v.check(({ type, exclusive }) => type === 'classic' || !exclusive, needsClassic),
    ['exclusive'],
  ),
  v.forward(
    v.check(({ type, autoDelete }) => type === 'classic' || !autoDelete, needsClassic),
    ['autoDelete'],
  ),
  v.forward(
    v.check(
      ({ type, maxPriority }) => type === 'classic' || maxPriority === undefined,
      needsClassic,
    ),
    ['maxPriority'],
  ),
)

export type QueueSettings = Readonly<v.InferOutput<typeof queueSettingsSchema>>

/** The first property that `compat` leaves no room for. */
export function beyondCompat(queue: QueueSettings): keyof QueueSettings | undefined {
  if (!queue.durable) return 'durable'
  const others = ['exclusive', 'autoDelete', 'maxPriority', 'maxLength', 'messageTtl'] as const
  return [...others, 'consumerTimeout' as const].find((key) => Boolean(queue[key]))
}
