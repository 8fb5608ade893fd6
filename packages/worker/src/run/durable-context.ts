import type { Duration, JobContext, SleepOptions } from '@arq/core'

import type { Attempt } from './attempt.js'
import type { RunResult } from './outcome.js'

/** The attempt as far as its end can be brought about from inside. */
export interface EndableAttempt {
  /** Ends it with this result, whatever its task still does; does nothing once it has ended. */
  endWith(result: RunResult): void
}

/** The part of `ctx` that outlives an attempt. One for each attempt that uses it. */
export interface DurableContext {
  /** @param rest what follows the name: see `JobContext.step` */
  step(name: unknown, rest: readonly unknown[]): Promise<unknown>
  sleep(duration: Duration, options?: SleepOptions): Promise<void>
  waitFor(name: unknown, options: unknown): Promise<unknown>
}

/** What it needs of the rest of `ctx`. */
export type DurableJob = Pick<JobContext<object>, 'jobId' | 'jobTry' | 'signal' | 'idempotencyKey'>

export type OpenDurable = (
  attempt: Attempt,
  live: EndableAttempt,
  job: DurableJob,
) => DurableContext
