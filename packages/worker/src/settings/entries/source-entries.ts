import { portSchema, renderText, type ResultStore, type Transport } from '@arq/core'
import * as v from 'valibot'

import { type CronJob, isCronJob } from '../../cron/cron.js'
import { texts } from '../../texts.js'

/** Where jobs come from, and where their results go. */
export const sourceEntries = {
  functions: v.pipe(
    v.array(v.unknown(), 'must be a list of tasks or named functions'),
    v.minLength(1, renderText(texts.noTasks())),
    v.description(
      'The tasks that this worker can run: tasks, or plain named functions. A job of any other name fails, or waits for a worker that has it.',
    ),
  ),
  transport: v.pipe(
    portSchema<Transport>('a transport', 'acquire', 'publish', 'consume'),
    v.description(
      'The way to the broker, for example an `AmqpTransport`. The worker opens it and closes it, unless you connected it yourself.',
    ),
  ),
  resultStore: v.pipe(
    v.optional(portSchema<ResultStore>('a result store', 'acquire', 'transition', 'get')),
    v.description(
      'Where the state and the result of each job are kept. Without one there is no `job.status()`, an abort reaches only jobs that a worker holds, and a result reaches only the client that enqueued the job, while it runs.',
    ),
  ),
  cronJobs: v.pipe(
    v.optional(
      v.array(
        v.custom<CronJob>(isCronJob, 'must be made by cron(…)'),
        'must be a list of cron jobs',
      ),
      [],
    ),
    v.description(
      'Jobs that come by the clock: see `cron`. Give every worker the same list; with a result store a tick is one job, however many workers there are. A worker in burst mode enqueues none.',
    ),
    v.metadata({ source: 'arq: cron_jobs' }),
  ),
}
