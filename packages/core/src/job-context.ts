import type { Enqueuer } from './enqueuer.js'
import type { Logger } from './logger.js'

/** What `onStartup` puts into `ctx.extra`; augment it, or name the type where you need it. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is there to be augmented
export interface WorkerExtra {}

/** What worker hooks get. */
export interface WorkerContext<X extends object = WorkerExtra> {
  readonly workerId: string
  /** Shared by all jobs of this worker: what `onStartup` put there. */
  readonly extra: X
  readonly logger: Logger
  /** Enqueues more jobs over the worker's own connection. */
  readonly client: Enqueuer
}

/** First parameter of every task. Made and ended by the worker. */
export interface JobContext<X extends object = WorkerExtra> extends WorkerContext<X> {
  readonly jobId: string
  /** This attempt, from 1. */
  readonly jobTry: number
  readonly enqueueTime: Date
  readonly startTime: Date
  readonly queueName: string
  /** Aborts at the job's timeout, when it is aborted, and when the worker must stop; pass it on to what can be stopped. */
  readonly signal: AbortSignal
  /**
   * Tells how far the job is, for `job.info()` and `job.updates()`. Any JSON value. Written at most a few times a second,
   * the last one always; without a result store it does nothing.
   * @throws SerializationError `ARQ_ENCODE_FAILED` when JSON cannot carry the value
   */
  progress(value: unknown): void
}
