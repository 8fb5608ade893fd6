import {
  type AnyTask,
  type Duration,
  type EnqueueableTask,
  type Enqueuer,
  type FlowChildren,
  type Inbox,
  type JobContext,
  type JobUsage,
  type SleepOptions,
  type StreamBounds,
  type StreamWriter,
  UnsupportedError,
  type WaitOptions,
} from '@arq/core'
import {
  abortControllerForMany,
  addUsage,
  type ChildSource,
  findJsonProblem,
  headerOwner,
  idempotencyKey,
  keepingLogger,
  KeptLines,
  type LineText,
  nearestName,
  noChildren,
  notCarried,
  parseInstant,
  ReadChildren,
  readUsage,
  stepTexts,
  type TextLogger,
  wireTexts,
} from '@arq/core/internal'

import { JobStreams, type StreamSource } from '../streams/job-streams.js'
import { texts } from '../texts.js'
import type { Attempt } from './attempt.js'
import type { DurableContext, EndableAttempt, OpenDurable } from './durable-context.js'
import { isReleased } from './of-flow.js'

/** What all jobs of a worker share. */
export interface ContextSource {
  readonly workerId: string
  readonly extra: object
  readonly logger: TextLogger
  readonly client: Enqueuer
  /** What records keep of what tasks log; absent: nothing. */
  /** The children of a job. */
  readonly childrenOf: (jobId: string) => ChildSource
  readonly jobLog: { readonly limitBytes: number; readonly lineText: LineText } | undefined
  /** Opens what outlives an attempt; absent: there is no store that can keep it. */
  readonly durable: OpenDurable | undefined
  /** Absent: there is no store that tasks could stream to. */
  readonly streams: StreamSource | undefined
}

/** Whoever is told what a task says of its run. */
export interface RunObserver {
  progressed(attempt: Attempt): void
  used(attempt: Attempt, amounts: JobUsage): void
}

/**
 * `ctx` of one attempt. What costs and is seldom used (the signal, dates, the job's own logger) is made when first read.
 */
export class RunContext implements JobContext<object> {
  readonly #source: ContextSource
  readonly #attempt: Attempt
  readonly #observer: RunObserver
  #controller: AbortController | undefined
  #headers: Readonly<Record<string, string>> | undefined
  #logger: TextLogger | undefined
  #streams: JobStreams | undefined
  #isOver = false
  #durable: DurableContext | undefined
  /** The attempt in its slot; absent while it has none. */
  live: EndableAttempt | undefined = undefined

  constructor(source: ContextSource, attempt: Attempt, observer: RunObserver) {
    this.#source = source
    this.#attempt = attempt
    this.#observer = observer
  }

  get workerId(): string {
    return this.#source.workerId
  }

  get extra(): object {
    return this.#source.extra
  }

  get client(): Enqueuer {
    return this.#source.client
  }

  get jobId(): string {
    return this.#attempt.message.jobId
  }

  get taskName(): string {
    return this.#attempt.message.function
  }

  get jobTry(): number {
    return this.#attempt.message.jobTry
  }

  get queueName(): string {
    return this.#attempt.delivery.queueName
  }

  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= callersHeaders(this.#attempt.delivery.headers)
    return this.#headers
  }

  get enqueueTime(): Date {
    return new Date(parseInstant(this.#attempt.message.enqueueTime) ?? NaN)
  }

  get startTime(): Date {
    return new Date(this.#attempt.startedAtMs)
  }

  get logger(): TextLogger {
    this.#logger ??= this.#ownLogger()
    return this.#logger
  }

  get signal(): AbortSignal {
    this.#controller ??= abortControllerForMany()
    return this.#controller.signal
  }

  /** Called by the worker: the task should stop, for this reason. */
  abort(reason: Error): void {
    this.#controller ??= abortControllerForMany()
    this.#controller.abort(reason)
    this.#streams?.interrupt()
  }

  /** Called by the worker: the attempt is over, whatever its task still does. */
  end(): void {
    this.#isOver = true
    this.#streams?.end()
  }

  /**
   * Called by the worker, after {@link end}: what was written to streams is to be stored before the attempt is settled.
   * @returns `undefined` when there is nothing to wait for
   */
  flushStreams(): Promise<void> | undefined {
    return this.#streams?.flush()
  }

  stream<T>(name: string, bounds?: StreamBounds): StreamWriter<T> {
    return this.#ownStreams.open(name, bounds)
  }

  get inbox(): Inbox {
    return this.#ownStreams.inbox
  }

  idempotencyKey(name = ''): string {
    return idempotencyKey(this, name)
  }

  // What it gives is told by the overloads of `JobContext`.
  async step(name: string, ...rest: readonly unknown[]): Promise<never> {
    return (await this.#openDurable().step(name, rest)) as never
  }

  async sleep(duration: Duration, options?: SleepOptions): Promise<void> {
    await this.#openDurable().sleep(duration, options)
  }

  // What it gives is the task's claim about the payload.
  async waitFor<T>(name: string, options: WaitOptions): Promise<T> {
    return (await this.#openDurable().waitFor(name, options)) as T
  }

  progress(value: unknown): void {
    const problem = findJsonProblem(value, 'progress')
    if (problem) throw notCarried(wireTexts.theProgress(), problem)
    // A task that did not stop must not write of a job that has ended.
    if (this.#isOver) return
    this.#attempt.progress = value
    this.#observer.progressed(this.#attempt)
  }

  usage(given: Readonly<Record<string, number>>): void {
    const amounts = readUsage(given)
    // What was used is owed, also by a task that did not stop; the record of a job that has ended says no more.
    this.#attempt.place?.use(amounts)
    if (this.#isOver) return
    this.#warnOfTypos(Object.keys(amounts))
    this.#attempt.used = addUsage(this.#attempt.used, amounts)
    this.#observer.used(this.#attempt, amounts)
  }

  /** Once a run: units may be told that no budget is for. */
  #warnOfTypos(units: readonly string[]): void {
    const { task, used = {} } = this.#attempt
    const budgets = Object.keys(task?.rate?.budget ?? {})
    for (const unit of units) {
      if (budgets.includes(unit) || Object.hasOwn(used, unit)) continue
      const nearest = nearestName(unit, budgets)
      if (nearest !== undefined) this.logger.warn(texts.unitLooksWrong({ unit, nearest }))
    }
  }

  /** @throws UnsupportedError where no store can keep anything, and outside of a run */
  #openDurable(): DurableContext {
    const { live } = this
    const open = this.#source.durable
    if (!open || !live) throw new UnsupportedError(stepTexts.stepsUnsupported())
    this.#durable ??= open(this.#attempt, live, this)
    return this.#durable
  }

  get #ownStreams(): JobStreams {
    if (this.#streams) return this.#streams
    const { message, policy, token, seal } = this.#attempt
    const run = { ...policy, job: message, jobTry: message.jobTry, token, seal }
    this.#streams = new JobStreams(this.#source.streams, run, () => this.logger)
    if (this.#controller?.signal.aborted === true) this.#streams.interrupt()
    if (this.#isOver) this.#streams.end()
    return this.#streams
  }

  children<R>(task?: EnqueueableTask<never, R>): FlowChildren<R> {
    const { jobId } = this
    const source = isReleased(this.#attempt) ? this.#source.childrenOf(jobId) : noChildren
    // A plain function, which has no schema, is asked for its name only.
    return new ReadChildren<R>(jobId, source, task as AnyTask | undefined)
  }

  /** Before the end of the attempt its lines are kept for the record; after it the worker alone has something to say. */
  #ownLogger(): TextLogger {
    const { logger, jobLog } = this.#source
    const own = logger.child({ jobId: this.jobId, task: this.taskName })
    if (!jobLog || this.#isOver) return own
    const { limitBytes, lineText } = jobLog
    const keep = (line: string): void => {
      if (this.#isOver) return
      this.#attempt.log ??= new KeptLines(limitBytes)
      this.#attempt.log.add(line)
    }
    return keepingLogger(own, { lineText, keep })
  }
}

function callersHeaders(
  headers: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const isCallers = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && headerOwner(entry[0]) === undefined
  return Object.freeze(Object.fromEntries(Object.entries(headers).filter(isCallers)))
}
