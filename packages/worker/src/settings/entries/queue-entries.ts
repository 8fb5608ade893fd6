import { countSchema, durationSchema } from '@arq/core'
import { deadLetterQueueNameSchema, queueNameSchema, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../../texts.js'

/** AMQP counts the prefetch in 16 bits. */
const MOST_PREFETCHED = 65_535
const queueSchema = v.strictObject({
  name: v.pipe(queueNameSchema, v.description('Name of the queue at the broker.')),
  weight: v.pipe(
    v.optional(countSchema(1, 1000), 1),
    v.description(
      'Share of the starts that this queue gets while other queues have waiting jobs, too: of a queue with 3 and one with 1, three of four started jobs are of the first. A queue alone gets every slot.',
    ),
  ),
  maxConcurrentJobs: v.pipe(
    v.optional(countSchema(1)),
    v.description(
      'Jobs of this queue that run at once. Absent: as many as the worker has slots, so that a busy queue can take them all.',
    ),
    v.metadata({ unit: 'jobs' }),
  ),
})

/** The queues, and how much of them at once. */
export const queueEntries = {
  queueName: v.pipe(
    v.optional(queueNameSchema),
    v.description('The queue to work on. Absent, and without `queues`: `default`.'),
    v.metadata({ env: 'ARQ_QUEUE_NAME' }),
  ),
  queues: v.pipe(
    v.optional(
      v.pipe(
        v.array(queueSchema, said(texts.mustBeQueues())),
        v.minLength(1, said(texts.noQueue())),
        v.check(
          (queues) => new Set(queues.map(({ name }) => name)).size === queues.length,
          said(texts.queueTwice()),
        ),
      ),
    ),
    v.description(
      'Several queues to work on, in place of `queueName`. Their jobs share the slots by `weight`; no queue has to be empty before another one is served.',
    ),
  ),
  dlqName: v.pipe(
    v.optional(deadLetterQueueNameSchema),
    v.description(
      'Queue that jobs go to when they have failed for good. Absent: the transport decides, as a rule `<queue>.dlq`. It must not be a queue that this worker works on.',
    ),
  ),
  maxConcurrentJobs: v.pipe(
    v.optional(countSchema(1), 10),
    v.description(
      'Jobs that run at once in this worker, over all queues. Never more than `prefetchCount`. Raise it for tasks that wait for networks; tasks that compute gain nothing, they share one thread: give them a `file`, and the worker `threads`.',
    ),
    v.metadata({ unit: 'jobs', env: 'ARQ_MAX_CONCURRENT_JOBS' }),
  ),
  prefetchCount: v.pipe(
    v.optional(countSchema(1, MOST_PREFETCHED), 100),
    v.description(
      'Jobs of each queue that the broker hands to this worker before one is settled. Jobs beyond those that run wait in this process: a larger number saves round trips, a smaller one leaves more for other workers.',
    ),
    v.metadata({
      unit: 'jobs',
      env: 'RABBITMQ_PREFETCH_COUNT',
      source: 'RabbitMQ prefetch guide',
    }),
  ),
  unknownTaskGrace: v.pipe(
    v.optional(durationSchema, 300),
    v.description(
      'How long a job whose task this worker does not have waits for a worker that has it, as in a rolling deployment. After that the job fails. 0, or a transport that delays nothing: it fails at once.',
    ),
    v.metadata({ unit: 's' }),
  ),
}
