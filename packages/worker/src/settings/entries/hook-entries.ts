import type { Around } from '@arq/core'
import { functionSchema, functionsSchema } from '@arq/core/internal'
import * as v from 'valibot'

const anyFunction = functionSchema<(...args: never[]) => unknown>()
const hook = (when: string) => v.pipe(v.optional(anyFunction), v.description(when))

/** Code of the user that is called at certain moments. */
export const hookEntries = {
  onStartup: hook(
    'Called before the first job. It fills `ctx.extra`. When it throws, the worker ends and `run()` rejects.',
  ),
  onShutdown: hook('Called after the last job, also when the worker failed.'),
  around: v.pipe(
    v.optional(functionsSchema<Around<object>>()),
    v.description(
      'Wraps each run of each task: called with `ctx` and `run`, which it calls once and awaits. One function, or a list whose first is the outermost. What it throws is an error of the task.',
    ),
  ),
  onJobStart: hook(
    'Called before each run. The run waits for it; when it throws, that is logged and the job runs.',
  ),
  onJobStuck: hook(
    'Called when a task goes on 5 s after its signal, with what the signal gave as its reason: `JobTimeout` or `JobAborted`. The worker goes on without the task, whose thread nobody can stop, and drops what it still returns.',
  ),
  onJobSuccess: hook('Called after a run that returned. The job is settled when it has ended.'),
  onJobFailure: hook(
    'Called after a run that threw, also when the job is retried. The job is settled when it has ended.',
  ),
  onJobEnd: hook('Called after each run, after `onJobSuccess` or `onJobFailure`.'),
  afterJobEnd: hook('Called when the end of a job is stored and the job acknowledged.'),
}
