import {
  type AnyTask,
  type Duration,
  durationToMs,
  type EnqueueableTask,
  type EnqueuedJob,
  type EnqueueOptions,
  type Enqueuer,
  type FlowChild,
  type FlowChildren,
  type Inbox,
  JobAborted,
  type JobContext,
  JobTimeout,
  type LogFields,
  type Logger,
  type LogLevel,
  SignalTimeout,
  type SleepOptions,
  type StreamWriter,
  type WaitOptions,
  type WorkerExtra,
} from '@arq/core'
import {
  findJsonProblem,
  idempotencyKey,
  newJobId,
  notCarried,
  ReadChildren,
  readUsage,
  signalPayload,
  wireTexts,
} from '@arq/core/internal'

import { Drafts } from './drafts.js'
import type { EnqueuedTestJob } from './enqueued-job.js'
import { type TestStep, TestSteps } from './test-steps.js'
import { givenInbox, RecordedStreams } from './test-streams.js'

/** What a task is to find in `ctx`; what is absent is as in a first attempt of a job that was just enqueued. */
export type TestContextOptions<X extends object = WorkerExtra> = Partial<
  Pick<
    JobContext<X>,
    'jobId' | 'jobTry' | 'queueName' | 'workerId' | 'headers' | 'enqueueTime' | 'startTime'
  >
> &
  ExtraOption<X> & {
    /** What `ctx.inbox` gives, in order; then it ends, as it does when the run is over. @defaultValue nothing */
    readonly messages?: readonly unknown[]
    /** What `ctx.waitFor` gives, by name; for any other one it throws `SignalTimeout`. @defaultValue nothing */
    readonly signals?: Readonly<Record<string, unknown>>
    /** What `ctx.children()` gives, in this order; what is absent of one is as of the first children of a flow that completed. */
    readonly children?: readonly (Partial<FlowChild> & Pick<FlowChild, 'task'>)[]
  }

/** Needed where the task needs something in it. */
type ExtraOption<X extends object> = object extends X
  ? { readonly extra?: X }
  : { readonly extra: X }

/** A line that a task has logged. */
export interface LoggedLine {
  readonly level: LogLevel
  readonly message: string
  readonly fields: LogFields
}

/**
 * `ctx` for a task that is run by itself, and what the task has done with it.
 *
 * @example
 * ```ts
 * const ctx = createTestContext({ jobTry: 2, extra: { db } })
 * await runTask(importRows, [file], ctx)
 * assert.deepEqual(ctx.progressed, [{ done: 0.5 }, { done: 1 }])
 * ```
 */
export class TestContext<X extends object = WorkerExtra> implements JobContext<X> {
  readonly jobId: string
  readonly jobTry: number
  readonly queueName: string
  readonly workerId: string
  readonly headers: Readonly<Record<string, string>>
  readonly enqueueTime: Date
  readonly startTime: Date
  readonly extra: X
  readonly client: Enqueuer
  readonly logger: Logger
  /** What the task told by `ctx.progress`, in order, as JSON carries it. */
  readonly progressed: unknown[] = []
  /** What the task told by `ctx.usage`, in order. */
  readonly used: Readonly<Record<string, number>>[] = []
  /** What it has logged, in order. */
  readonly logged: LoggedLine[] = []
  /** What it has enqueued, in order; nothing was sent. */
  readonly enqueued: EnqueuedTestJob[] = []
  readonly inbox: Inbox
  readonly #streams = new RecordedStreams()
  readonly #children: readonly FlowChild[]
  readonly #controller = new AbortController()
  readonly #steps = new TestSteps()
  readonly #signals: ReadonlyMap<string, unknown>
  #taskName = ''

  /** @internal Use `createTestContext`. */
  constructor(options: Partial<Omit<TestContextOptions<X>, 'extra'>> & { readonly extra?: X }) {
    this.jobId = options.jobId ?? newJobId()
    this.jobTry = options.jobTry ?? 1
    this.queueName = options.queueName ?? 'default'
    this.workerId = options.workerId ?? 'test'
    this.headers = Object.freeze({ ...options.headers })
    this.startTime = options.startTime ?? new Date()
    this.enqueueTime = options.enqueueTime ?? this.startTime
    this.#signals = new Map(
      Object.entries(options.signals ?? {}).map(([name, value]) => [
        name,
        signalPayload(name, value),
      ]),
    )
    // Absent only where nothing is needed in it.
    this.extra = options.extra ?? ({} as X)
    this.inbox = givenInbox(options.messages ?? [], this.#controller.signal)
    this.#children = (options.children ?? []).map((child, place) => ({
      ...{ jobId: `${this.jobId}.${String(place + 1)}`, place, status: 'completed' as const },
      ...{ result: undefined, error: undefined, errorCode: undefined },
      ...child,
    }))
    this.client = this.#recordingClient()
    this.logger = this.#recordingLogger({})
  }

  /**
   * The steps that the task has done, and the sleeps that it has passed over (they take no time), in order. They are kept:
   * a second run with this context is given their results, as the next try of a job is.
   */
  get steps(): readonly TestStep[] {
    return this.#steps.all
  }

  get taskName(): string {
    return this.#taskName
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** As if the job were aborted. @param reason default: `JobAborted`, what the signal gives in a worker */
  abort(reason: Error = new JobAborted({ jobId: this.jobId })): void {
    this.#controller.abort(reason)
  }

  /** As if the job's time were up. */
  timeOut(timeoutMs = 300_000): void {
    this.abort(new JobTimeout({ jobId: this.jobId, timeoutMs }))
  }

  idempotencyKey(name = ''): string {
    return idempotencyKey(this, name)
  }

  // What it gives is told by the overloads of `JobContext`.
  async step(name: string, ...rest: readonly unknown[]): Promise<never> {
    const keyOf = (step: string): string => this.idempotencyKey(step)
    return (await this.#steps.step(name, rest, keyOf)) as never
  }

  async sleep(duration: Duration, options?: SleepOptions): Promise<void> {
    this.#steps.sleep(duration, options)
    await Promise.resolve()
  }

  /** Takes no time, as {@link sleep}: gives the payload of the option `signals`, or throws `SignalTimeout`. */
  async waitFor<T>(name: string, { timeout }: WaitOptions): Promise<T> {
    this.#steps.assertOutside('ctx.waitFor')
    await Promise.resolve()
    const timeoutMs = durationToMs(timeout, 'timeout')
    if (!this.#signals.has(name)) {
      throw new SignalTimeout({ jobId: this.jobId, signal: name, timeoutMs })
    }
    // The type is the task's claim, as in a worker.
    return this.#signals.get(name) as T
  }

  children<R>(task?: EnqueueableTask<never, R>): FlowChildren<R> {
    const children = this.#children
    const source = async function* (): AsyncGenerator<FlowChild> {
      for (const child of children) yield await Promise.resolve(child)
    }
    // A plain function, which has no schema, is asked for its name only.
    return new ReadChildren<R>(this.jobId, source, task as AnyTask | undefined)
  }

  progress(value: unknown): void {
    const problem = findJsonProblem(value, 'progress')
    if (problem) throw notCarried(wireTexts.theProgress(), problem)
    this.progressed.push(JSON.parse(JSON.stringify(value)))
  }

  usage(amounts: Readonly<Record<string, number>>): void {
    this.used.push(readUsage(amounts))
  }

  stream<T = unknown>(name: string): StreamWriter<T> {
    return this.#streams.open<T>(name)
  }

  /** What the task has written to a stream, in order, as JSON carries it. */
  streamed(name: string): readonly unknown[] {
    return this.#streams.items(name)
  }

  /** @internal */
  runs(taskName: string): void {
    this.#taskName = taskName
    this.#steps.begin()
  }

  #recordingClient(): Enqueuer {
    const drafts = new Drafts(() => this.startTime.getTime())
    const enqueueJob = (
      enqueueable: unknown,
      args?: unknown,
      options?: EnqueueOptions,
    ): Promise<EnqueuedJob | null> => {
      try {
        return Promise.resolve(this.#enqueue(drafts.draft(enqueueable, args, options)))
      } catch (error) {
        // What a client rejects with.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        return Promise.reject(error)
      }
    }
    const enqueueFlow: Enqueuer['enqueueFlow'] = (root, { jobId } = {}) => {
      try {
        return Promise.resolve(this.#enqueueAll(drafts.draftFlow(root, jobId)))
      } catch (error) {
        // What a client rejects with.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        return Promise.reject(error)
      }
    }
    // One function stands for all overloads, as in a client.
    return { enqueueJob, enqueueFlow } as Enqueuer
  }

  #enqueue(job: EnqueuedTestJob): EnqueuedJob | null {
    const { jobId, queueName } = job
    if (this.enqueued.some((other) => other.jobId === jobId)) return null
    this.enqueued.push(job)
    return { id: jobId, jobId, queueName }
  }

  /** The jobs of a flow, the root first. The same flow once more adds nothing. */
  #enqueueAll(jobs: readonly EnqueuedTestJob[]): EnqueuedJob {
    const [root] = jobs
    if (!root) throw new TypeError('a flow has a root')
    for (const job of jobs) this.#enqueue(job)
    return { id: root.jobId, jobId: root.jobId, queueName: root.queueName }
  }

  #recordingLogger(bound: LogFields): Logger {
    const at =
      (level: LogLevel) =>
      (message: string, fields: LogFields = {}): void =>
        void this.logged.push({ level, message, fields: { ...bound, ...fields } })
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      fatal: at('fatal'),
      child: (fields) => this.#recordingLogger({ ...bound, ...fields }),
    }
  }
}

/** A `ctx` of one's own for {@link runTask}, for tests that look at what the task did with it, or abort it. */
export function createTestContext<X extends object = WorkerExtra>(
  ...[options]: object extends X
    ? [options?: TestContextOptions<X>]
    : [options: TestContextOptions<X>]
): TestContext<X> {
  return new TestContext<X>(options ?? {})
}
