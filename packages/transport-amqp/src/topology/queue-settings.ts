import { countSchema, durationSchema, durationToMs, renderMessage } from '@arq/core/internal'
import * as v from 'valibot'

import { messages } from '../messages.js'

/** The longest TTL that RabbitMQ takes for a queue: 10 × 365 days. */
const LONGEST_TTL_MS = 315_360_000_000

/** More levels cost the broker memory and time for each queue; 255 is what the wire can carry. */
const HIGHEST_PRIORITY = 255

const flag = v.boolean('must be true or false')
const text = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'))
const ttl = v.pipe(
  durationSchema,
  v.check((value) => {
    const ms = durationToMs(value, 'duration')
    return ms > 0 && ms <= LONGEST_TTL_MS
  }, 'must be more than 0, and at most 3650 days'),
)

const propertiesSchema = v.strictObject({
  type: v.pipe(
    v.optional(v.picklist(['quorum', 'classic'], 'must be "quorum" or "classic"')),
    v.description('Type of the broker’s queue. Default: quorum; classic with compat'),
    v.metadata({ source: 'RabbitMQ: quorum queues are the replicated ones' }),
  ),
  deadLetterQueue: v.pipe(
    v.optional(text),
    v.description('Queue that its final failures go to. Default: <queue>.dlq'),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  durable: v.pipe(
    v.optional(flag, true),
    v.description(
      'false: the queue and its jobs are gone when the broker restarts. Needs type "classic"; RabbitMQ 4.3 refuses it unless exclusive',
    ),
    v.metadata({ source: 'AMQP 0-9-1 queue.declare' }),
  ),
  exclusive: v.pipe(
    v.optional(flag, false),
    v.description(
      'true: only this transport consumes it, and it ends with its connection. Needs type "classic"; jobs can be sent to it while its consumer is there',
    ),
    v.metadata({ source: 'AMQP 0-9-1 queue.declare' }),
  ),
  autoDelete: v.pipe(
    v.optional(flag, false),
    v.description('true: it ends with its last consumer, jobs and all. Needs type "classic"'),
    v.metadata({ source: 'AMQP 0-9-1 queue.declare' }),
  ),
  maxPriority: v.pipe(
    v.optional(
      v.pipe(
        countSchema(1),
        v.maxValue(HIGHEST_PRIORITY, `must be at most ${String(HIGHEST_PRIORITY)}`),
      ),
    ),
    v.description(
      'Jobs of a higher priority, from 0 to this, are handed out first; up to 10 is advised. Needs type "classic": quorum queues have priorities of their own on RabbitMQ 4',
    ),
    v.metadata({ source: 'RabbitMQ priority queues: x-max-priority' }),
  ),
  maxLength: v.pipe(
    v.optional(countSchema(1)),
    v.description(
      'Jobs that may wait in it; a further one is refused with ARQ_PUBLISH_NACKED, none is dropped',
    ),
    v.metadata({ unit: 'jobs', source: 'RabbitMQ: x-max-length with reject-publish' }),
  ),
  messageTtl: v.pipe(
    v.optional(ttl),
    v.description('A job that waits longer goes to the dead letter queue, not run'),
    v.metadata({ unit: 'duration', source: 'RabbitMQ: x-message-ttl' }),
  ),
  consumerTimeout: v.pipe(
    v.optional(ttl),
    v.description(
      'How long the broker lets a worker keep a job of this queue; RabbitMQ 3.12 and later heed it. Default: the transport’s consumerTimeout',
    ),
    v.metadata({ unit: 'duration', source: 'RabbitMQ: x-consumer-timeout' }),
  ),
})

const needsClassic = renderMessage(messages.needsClassic())

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
