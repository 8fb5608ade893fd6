import type { EnqueueOptions } from './enqueue-options.js'

/**
 * What becomes of a parent when one of its children has failed for good, or was aborted.
 * - `fail`: it fails, too, and is not run. Its other children go on.
 * - `wait`: it waits until the child was retried and has completed.
 * - `ignore`: it begins when all others have ended, too, and sees by `ctx.children()` which have failed.
 */
export type OnChildFailure = 'fail' | 'wait' | 'ignore'

/** How a job is enqueued whose id follows from its place in a flow. */
export interface FlowJobOptions extends Omit<EnqueueOptions, 'jobId' | 'jobTry' | 'unique'> {
  /** A job of a flow has no key: `false` leaves out that of its task. */
  readonly unique?: false
}

declare const result: unique symbol
/** A job and what has to end before it; nothing is sent. Made by `flow()`, `chain()` and `group()`. */
export interface Flow<R = unknown> {
  readonly task: unknown
  readonly args: unknown
  readonly options: FlowJobOptions
  readonly children: readonly Flow[]
  readonly onChildFailure: OnChildFailure
  /** Never there at run time: carries the type of the result. */
  readonly [result]?: R
}
