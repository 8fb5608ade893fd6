import { countSchema, lifetimeSchema } from '@arq/core'
import { mustBe } from '@arq/core/internal'
import * as v from 'valibot'

/** What is kept of jobs that have ended. */
export const resultEntries = {
  jobResultTtl: v.pipe(
    v.optional(lifetimeSchema, 86_400),
    v.description(
      'How long the record of an ended job is kept, with its result. After it `job.result()` finds nothing, and the job’s id is free again. 0 keeps nothing.',
    ),
    v.metadata({ unit: 'duration', env: 'ARQ_RESULT_STORE_TTL' }),
  ),
  keepResult: v.pipe(
    v.optional(lifetimeSchema),
    v.description(
      'The Python library’s name for `jobResultTtl`. When both are given, this one counts. A task may set its own.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
  jobLogBytes: v.pipe(
    v.optional(countSchema(0), 8192),
    v.description(
      'How much of what a task logs with `ctx.logger` is kept in the record of its job, for `arq job` and `job.info()`: its last lines, written with the end of each attempt. Lines below the level of the log are not kept. 0 keeps none.',
    ),
    v.metadata({
      unit: 'bytes',
      source: 'about a screen of lines; each end of a job that logs carries it',
    }),
  ),
  enableJobResultStorage: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'With `false` this worker writes nothing to the result store, although one is given: its jobs stay `queued` there.',
    ),
    v.metadata({ env: 'ARQ_ENABLE_RESULT_STORAGE' }),
  ),
}
