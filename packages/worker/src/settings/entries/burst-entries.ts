import { countSchema, durationSchema } from '@arq/core'
import { mustBe } from '@arq/core/internal'
import * as v from 'valibot'

/** Burst mode. */
export const burstEntries = {
  burstMode: v.pipe(
    v.optional(v.boolean(mustBe.flag), false),
    v.description(
      'Runs the jobs that there are and ends, for scheduled runs and for tests. `arq worker` and `Worker.run` end with exit code 1 when jobs failed.',
    ),
    v.metadata({ env: 'ARQ_BURST_MODE' }),
  ),
  burstTimeout: v.pipe(
    v.optional(durationSchema, 300),
    v.description(
      'Burst mode: after this time the worker stops in order, whatever is left in the queue.',
    ),
    v.metadata({ unit: 'duration', env: 'ARQ_BURST_TIMEOUT' }),
  ),
  burstCheckInterval: v.pipe(
    v.optional(durationSchema, 1),
    v.description(
      'Burst mode: time between two looks at the queues. Two looks in a row that find nothing end the worker.',
    ),
    v.metadata({ unit: 'duration', env: 'ARQ_BURST_CHECK_INTERVAL' }),
  ),
  burstWaitForTasks: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'Burst mode: the worker goes on until its running jobs have ended, and retries that it has sent itself, and that are due within `burstTimeout`, have come back. `false`: it ends without them; running jobs are signalled and handed back.',
    ),
    v.metadata({ env: 'ARQ_BURST_WAIT_FOR_TASKS' }),
  ),
  burstExitOnEmpty: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'Burst mode: ends when nothing waits in the queues. `false`: goes on until `burstTimeout` or `maxBurstJobs`. Jobs that are deferred to later hold nobody up.',
    ),
    v.metadata({ env: 'ARQ_BURST_EXIT_ON_EMPTY' }),
  ),
  maxBurstJobs: v.pipe(
    v.optional(countSchema(1)),
    v.description(
      'Burst mode: the most runs that are started, retries included. Then the worker ends when these have ended. Absent: any number.',
    ),
    v.metadata({ unit: 'runs', env: 'ARQ_MAX_BURST_JOBS' }),
  ),
}
