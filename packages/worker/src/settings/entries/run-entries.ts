import {
  countSchema,
  durationSchema,
  durationToMs,
  portSchema,
  type TaskPolicy,
  type ThreadPool,
} from '@arq/core'
import { functionSchema, mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../../texts.js'

const shareSchema = v.pipe(
  v.number(mustBe.number),
  v.minValue(0, mustBe.atLeast(0)),
  v.maxValue(1, mustBe.atMost(1)),
)

/** Shorter than a store may take to answer, a lease would end while its worker renews it. */
const SHORTEST_LEASE_MS = 1000

const keyLeaseSchema = v.pipe(
  durationSchema,
  v.check(
    (lease) => durationToMs(lease, 'keyLease') >= SHORTEST_LEASE_MS,
    said(texts.keyLeaseTooShort()),
  ),
)

/** How a job is run, and run again. */
export const runEntries = {
  threads: v.pipe(
    v.optional(portSchema<ThreadPool>(texts.aThreadPool(), 'acquire', 'run')),
    v.description(
      'Where tasks with a `file` run: `threadPool()` of `@arq/threads`. They compute without holding up the worker, and a timeout or an abort ends their thread.',
    ),
  ),
  jobTimeout: v.pipe(
    v.optional(durationSchema, 300),
    v.description(
      'Longest time of one run. After it the task’s `ctx.signal` aborts and the attempt fails with `ARQ_JOB_TIMEOUT`. A task may set its own.',
    ),
    v.metadata({ unit: 'duration', env: 'ARQ_JOB_TIMEOUT' }),
  ),
  maxRetries: v.pipe(
    v.optional(countSchema(0), 3),
    v.description(
      'Runs after the first one. A job that fails once more goes to the dead letter queue. A task may set its own; 0 switches retries off.',
    ),
    v.metadata({ unit: 'runs', env: 'ARQ_MAX_RETRIES' }),
  ),
  maxDeliveries: v.pipe(
    v.optional(countSchema(0), 3),
    v.description(
      'Worker processes that may die while they run a job. With the last of them, which ran nothing else, the job goes to the dead letter queue as suspected poison. At least 2 count: the first death could be the fault of any job beside it. 0: it comes back for ever.',
    ),
    v.metadata({ unit: 'crashes' }),
  ),
  retryBackoff: v.pipe(
    v.optional(durationSchema, 5),
    v.description(
      'Wait before the first retry. Each further wait is twice as long, at most an hour. A task may set its own; 0 retries at once.',
    ),
    v.metadata({ unit: 'duration', env: 'ARQ_RETRY_BACKOFF' }),
  ),
  retryJitter: v.pipe(
    v.optional(shareSchema, 0),
    v.description(
      'Share of each retry wait that is left to chance: with 0.5 a wait of 10 s becomes one of 5 to 10 s. Jobs that failed together then do not come back together.',
    ),
    v.metadata({ unit: '0 to 1' }),
  ),
  keyLease: v.pipe(
    v.optional(keyLeaseSchema, '30s'),
    v.description(
      'How long a place under the limit of a key (`concurrency` of a task) stays taken when its worker is heard of no more. A worker renews those of its jobs three times in that time.',
    ),
    v.metadata({ unit: 'duration', source: 'longer than a restart of a store takes' }),
  ),
  retryOn: v.pipe(
    v.optional(v.picklist(['transient', 'all'], mustBe.oneOf('transient', 'all')), 'transient'),
    v.description(
      'Which errors are retried. `transient`: those that may go away by themselves, such as timeouts, refused connections and HTTP 429 and 5xx. `all`: every error but those of wrong arguments.',
    ),
  ),
  retryIf: v.pipe(
    v.optional(functionSchema<NonNullable<TaskPolicy['retryIf']>>()),
    v.description(
      'Decides for one error: `true` retries it, `false` does not, `undefined` leaves it to `retryOn`. When it throws, the job fails.',
    ),
  ),
}
