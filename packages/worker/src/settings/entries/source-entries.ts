import { portSchema, type ResultStore, type Transport } from '@arq/core'
import { portTexts, said } from '@arq/core/internal'
import * as v from 'valibot'

import { type CronJob, isCronJob } from '../../cron/cron.js'
import { texts } from '../../texts.js'

/** Where jobs come from, and where their results go. */
export const sourceEntries = {
  functions: v.pipe(
    v.array(v.unknown(), said(texts.mustBeTasks())),
    v.description(
      'The tasks that this worker can run: tasks, or plain named functions. A job of any other name fails, or waits for a worker that has it.',
    ),
  ),
  transport: v.pipe(
    portSchema<Transport>(portTexts.aTransport(), 'acquire', 'publish', 'consume'),
    v.description(
      'The way to the broker, for example an `AmqpTransport`. The worker opens it and closes it, unless you connected it yourself.',
    ),
  ),
  resultStore: v.pipe(
    v.optional(portSchema<ResultStore>(portTexts.aResultStore(), 'acquire', 'transition', 'get')),
    v.description(
      'Where the state and the result of each job are kept. Without one there is no `job.status()`, an abort reaches only jobs that a worker holds, and a result reaches only the client that enqueued the job, while it runs.',
    ),
  ),
  cronJobs: v.pipe(
    v.optional(
      v.array(
        v.custom<CronJob>(isCronJob, said(texts.mustBeCronJob())),
        said(texts.mustBeCronJobs()),
      ),
      [],
    ),
    v.description(
      'Jobs that come by the clock: see `cron`. Give every worker the same list; with a result store a tick is one job, however many workers there are. A worker in burst mode enqueues none.',
    ),
    v.metadata({ source: 'arq: cron_jobs' }),
  ),
}
