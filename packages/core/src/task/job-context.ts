import type { Jsonified } from '../job/jsonified.js'
import type { Logger } from '../log/logger.js'
import type { Duration } from '../time/duration.js'
import type { EnqueueableTask } from './enqueueable-task.js'
import type { Enqueuer } from './enqueuer.js'
import type { FlowChildren } from './flow-child.js'
import type { Inbox, StreamBounds, StreamWriter } from './job-streams.js'
import type { SleepOptions, StepOptions, StepRun } from './step-options.js'
import type { WaitOptions } from './wait-options.js'

/** What `onStartup` puts into `ctx.extra`; augment it, or name the type where you need it. */
// oxlint-disable-next-line typescript/no-empty-object-type -- it is there to be augmented
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
  /** Name of the task that runs. */
  readonly taskName: string
  /** This attempt, from 1. */
  readonly jobTry: number
  readonly enqueueTime: Date
  readonly startTime: Date
  readonly queueName: string
  /**
   * What the caller gave as `headers`, such as a `traceparent`: texts by name, frozen. Headers of the broker's and of this
   * library's are not among them, nor are headers of other types, which senders of other kinds may set.
   */
  readonly headers: Readonly<Record<string, string>>
  /** Aborts at the job's timeout, when it is aborted, and when the worker must stop; pass it on to what can be stopped. */
  readonly signal: AbortSignal
  /**
   * A key to give to other systems, so that they do a thing once however often this job runs: the `Idempotency-Key` of a
   * payment, the primary key of a row. The same in every try and redelivery of the job, and when its dead letter is sent
   * back; another one for each job id, task and name. A UUID.
   * @param name tells several such things of one job apart, such as `charge` and `receipt`. @defaultValue none
   */
  idempotencyKey(name?: string): string
  /**
   * Tells how far the job is, for `job.info()` and `job.updates()`. Any JSON value. Written at most a few times a second,
   * the last one always; without a result store it does nothing.
   * @throws SerializationError `ARQ_ENCODE_FAILED` when JSON cannot carry the value
   */
  progress(value: unknown): void
  /**
   * Tells what this run has used: tokens of a model, calls, money. Summed by unit in `job.info().usage`, told by the event
   * `jobUsed` and by metrics, and charged at once to the `budget` of the task's `rate`, if it names the unit. Any number of
   * calls; without a result store the event alone is left.
   * @param amounts numbers from 0, by unit: a name of 1 to 64 bytes, such as `tokens`
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is no amount
   *
   * @example
   * ```ts
   * const { text, tokens } = await model.answer(prompt)
   * ctx.usage({ tokens, cost: tokens * 0.00002 })
   * ```
   */
  usage(amounts: Readonly<Record<string, number>>): void
  /**
   * Does something once: its result is stored before the job goes on, and every later try, redelivery and redrive of the
   * job is given it without a run of `run`. It runs again only when the worker died between its end and the store. Steps are
   * known by their names; the second use of a name in one run is `name#2`, by the order of the calls.
   *
   * @param name 1 to 200 bytes, without `#`
   * @returns what `run` gave, after JSON
   * @throws what `run` throws, after its retries; a step that failed is run again in the next try of the job.
   * UnsupportedError where the result store cannot keep steps. SerializationError when JSON cannot carry the result
   *
   * @example
   * ```ts
   * const receipt = await ctx.step('charge', ({ idempotencyKey }) => pay(order, { idempotencyKey }))
   * await ctx.sleep('2d')
   * await ctx.step('remind', { retries: 3, backoff: '1m' }, () => mail(receipt))
   * ```
   */
  step<T>(name: string, run: (step: StepRun) => T): Promise<Jsonified<Awaited<T>>>
  step<T>(
    name: string,
    options: StepOptions,
    run: (step: StepRun) => T,
  ): Promise<Jsonified<Awaited<T>>>
  /**
   * Waits, for seconds or for months. Longer than a second: the job is suspended. It holds no slot, no try is counted, its
   * record says until when it waits, and it is run from its beginning when the time is over, with its steps passed over. A
   * sleep is a step itself: it ends when it was to end at first, however often the job is run meanwhile.
   *
   * Nothing of a suspended run is run any more, not even `catch` and `finally`. What runs beside it is waited for when it
   * is a step, else it is cut off. Not inside of a step. The time asleep counts neither against the job's timeout nor
   * against its expiry.
   *
   * @throws UnsupportedError where the result store cannot keep steps, or the transport delays nothing for so long
   */
  sleep(duration: Duration, options?: SleepOptions): Promise<void>
  /**
   * Waits for a signal, `client.signal(jobId, name, payload)`, and gives its payload. Has it come before, also before the
   * job began, the job goes straight on. Else the job is suspended as by {@link sleep}: it holds no slot, and is run from its
   * beginning when the signal comes or the time is up. The first signal of a name counts, for every later try, too.
   *
   * @param name 1 to 200 bytes
   * @returns the payload; its type is the caller's claim
   * @throws SignalTimeout `ARQ_SIGNAL_TIMEOUT` when none has come in time; every later try is told the same. UnsupportedError
   * where the result store cannot keep signals, or the transport delays nothing for so long. ConfigurationError naming what is wrong
   *
   * @example
   * ```ts
   * await ctx.step('ask', () => mail('May we refund order 42?'))
   * const { approved } = await ctx.waitFor<{ approved: boolean }>('approval', { timeout: '3d' })
   * ```
   */
  waitFor<T = unknown>(name: string, options: WaitOptions): Promise<T>
  /**
   * A stream of this job: items that others read with `job.stream(name)` while the job runs, and as long as its result is
   * kept. The same name gives the same stream; the items of a later try follow those of an earlier one, and each tells its
   * try. It ends with the job.
   * @param name 1 to 200 bytes in UTF-8, not beginning with `arq:`
   * @throws UnsupportedError `ARQ_UNSUPPORTED` when the worker's result store keeps no streams: `streams: true` in the
   * task's definition lets the worker say so at start
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` for a name or a bound that is none
   *
   * @example
   * ```ts
   * const tokens = ctx.stream('tokens')
   * for await (const token of model.answer(prompt)) await tokens.write(token)
   * ```
   */
  stream<T = unknown>(name: string, bounds?: StreamBounds): StreamWriter<T>
  /**
   * What `job.send` sends to this job, from the first message on, also what was sent before the job began. Iterating ends,
   * and does not throw, when {@link signal} aborts and when the run is over.
   * @throws UnsupportedError `ARQ_UNSUPPORTED` when the worker's result store keeps no streams
   *
   * @example
   * ```ts
   * for await (const message of ctx.inbox) topic = String(message)
   * ```
   */
  readonly inbox: Inbox
  /**
   * The children of this job, when it is one of a flow, in their order: how each ended, and its result. They are read
   * from the result store when they are asked for, some hundreds at a time. A job that is no parent has none.
   * @param task only the jobs of this task, with the type of their results, read by the task's `output`
   *
   * @example
   * ```ts
   * const sizes = await ctx.children(resize).results()
   * ```
   */
  children<R = unknown>(task?: EnqueueableTask<never, R>): FlowChildren<R>
}

/**
 * Wraps each run of a task: what it sets up, an async context or a transaction, is there while the task runs.
 *
 * Call `run` once and await it: it resolves with what the task returned, and rejects with what it threw. Throw to fail
 * the job with another error, which is treated as an error of the task. The job's result is the task's, whatever this
 * returns, and an error of the task that this catches stands. Timeouts and aborts count for both together; the task is
 * not started after one, `run` rejects then. When it never calls `run`, the job fails for good.
 *
 * @example
 * ```ts
 * const traced: Around = (ctx, run) => tenants.run(ctx.headers['tenant'], run)
 * ```
 */
export type Around<X extends object = WorkerExtra> = (
  ctx: JobContext<X>,
  run: () => Promise<unknown>,
) => unknown
