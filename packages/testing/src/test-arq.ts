import type { Client, Job, NamedFunction } from '@arq/client'
import {
  type EnqueueableTask,
  PublishNotConfirmed,
  type ResultStoreError,
  type TransportError,
} from '@arq/core'

import type { Bench, BenchWorker } from './bench.js'
import type { EnqueuedTestJob, ExpectedArguments } from './enqueued-job.js'
import { failed } from './expectation-failed.js'
import { type Expected, expectEnqueued, expectNotEnqueued, patternOf } from './expectations.js'
import type { JobRun } from './job-runs.js'
import { Quiet } from './quiet.js'
import type { TestClock } from './test-clock.js'
import { texts } from './texts.js'
import { realPause, untilTrue } from './turns.js'

/** A job, or its id. */
export type JobOrId = Pick<Job, 'jobId'> | string

/** Client, worker and clock of one test. Made by `createTestArq`. */
export class TestArq implements AsyncDisposable {
  /** What the code under test is given: a real client. */
  readonly client: Client
  /** Stands still until {@link TestClock.advance}, which also runs what falls due. */
  readonly clock: TestClock
  readonly #bench: Bench
  readonly #quiet: Quiet
  #worker: BenchWorker
  readonly #lost: BenchWorker[] = []
  #closed: Promise<void> | undefined

  /** @internal Use `createTestArq`. */
  constructor(bench: Bench, worker: BenchWorker) {
    this.#bench = bench
    this.#worker = worker
    this.client = bench.client
    this.clock = bench.clock
    const { observer: transport } = bench
    const queueNames = (): Iterable<string> => this.#worker.transport.consumed
    this.#quiet = new Quiet({ ...bench, transport, queueNames })
    this.clock.watch({
      during: (move) => bench.gate.during(move),
      quiet: () => this.#quiet.wait(),
    })
  }

  /** All jobs that the client and the tasks have enqueued, in order. Retries are not among them. */
  get enqueued(): readonly EnqueuedTestJob[] {
    return this.#bench.enqueued.jobs
  }

  /** How each run of a job ended so far, in order. */
  get runs(): readonly JobRun[] {
    return this.#bench.runs.ended
  }

  /** From here on {@link enqueued} has what is enqueued later. */
  forgetEnqueued(): void {
    this.#bench.enqueued.forget()
  }

  /**
   * Fails the test unless such a job was enqueued.
   * @param args by position or by name, as they were given; matchers of your runner may stand in them, such as
   * `expect.any(String)`; or a function that looks at them
   * @returns the first of those that were
   * @throws AssertionError that lists what was enqueued
   *
   * @example
   * ```ts
   * arq.expectEnqueued(sendEmail, ['ada@example.com', 'Welcome'], { deferBy: '1h', times: 1 })
   * ```
   */
  expectEnqueued<I>(
    task: EnqueueableTask<I>,
    args?: ExpectedArguments<I>,
    expected?: Expected,
  ): EnqueuedTestJob
  expectEnqueued(
    task: NamedFunction | string,
    args?: ExpectedArguments,
    expected?: Expected,
  ): EnqueuedTestJob
  expectEnqueued(
    enqueueable: unknown,
    args?: unknown,
    { times, ...options }: Expected = {},
  ): EnqueuedTestJob {
    // The overloads have typed them by the task.
    const pattern = patternOf(enqueueable, args as ExpectedArguments | undefined, options)
    const [first] = expectEnqueued(this.enqueued, pattern, this.#bench, times)
    return first
  }

  /** Fails the test when such a job was enqueued; without a task, when any was. @throws AssertionError */
  expectNotEnqueued<I>(task: EnqueueableTask<I>, args?: ExpectedArguments<I>): void
  expectNotEnqueued(task?: NamedFunction | string, args?: ExpectedArguments): void
  expectNotEnqueued(enqueueable?: unknown, args?: unknown): void {
    const pattern = patternOf(enqueueable, args as ExpectedArguments | undefined)
    expectNotEnqueued(this.enqueued, pattern, this.#bench)
  }

  /**
   * Runs all jobs that are due, and those that they enqueue, to their end; what is deferred, and retries that wait, stay.
   * @returns how each run ended, in order
   * @throws AssertionError when a task goes on for longer than `patience`, in real time
   *
   * @example
   * ```ts
   * const [run] = await arq.drain()
   * expect(run).toMatchObject({ task: 'charge', outcome: 'failed', error: { name: 'CardDeclined' } })
   * ```
   */
  async drain(): Promise<readonly JobRun[]> {
    const before = this.runs.length
    await this.#bench.gate.during(() => this.#quiet.wait())
    return this.runs.slice(before)
  }

  /**
   * Starts what is due, and resolves when this job runs.
   * @throws AssertionError when it has not started after `patience`, in real time
   */
  async untilRunning(job: JobOrId): Promise<void> {
    const { gate, runs, patienceMs } = this.#bench
    const jobId = idOf(job)
    const started = gate.during(() => untilTrue(() => runs.isRunning(jobId), patienceMs))
    if (!(await started)) {
      throw failed(texts.notStarted({ jobId, patience: patienceMs }), this.#bench)
    }
  }

  /**
   * Aborts the job as `job.abort()` does, with as much time on the clock as that takes: 5 s where a task does not heed
   * its signal.
   * @returns what `job.abort()` gives
   */
  async abort(job: JobOrId): Promise<boolean> {
    return this.#turned(this.client.getJob(idOf(job)).abort({ timeout: '1h' }))
  }

  /**
   * Lets the time of a job run out: starts it, if it has not begun, and moves the clock until its run has ended. A task
   * that does not heed its signal is left behind 5 s later, as in production.
   */
  async timeOut(job: JobOrId): Promise<void> {
    const { runs } = this.#bench
    const jobId = idOf(job)
    if (!runs.isRunning(jobId)) await this.untilRunning(jobId)
    const before = runs.endedOf(jobId)
    let isGivenUp = false
    const hasEnded = (): boolean => isGivenUp || runs.endedOf(jobId) > before
    try {
      await this.#turned(untilTrue(hasEnded, Infinity))
    } finally {
      isGivenUp = true
    }
  }

  /**
   * The worker is lost like a process that is killed: its jobs go back to the broker, and come to a new worker at the
   * next {@link drain}. Its tasks cannot be ended in this process; whatever they still do is heard by nobody.
   */
  async loseWorker(): Promise<void> {
    const lost = this.#worker
    lost.unfollow()
    lost.lose()
    this.#bench.runs.lost()
    this.#lost.push(lost)
    this.#worker = await this.#bench.startWorker()
  }

  /** Every call of the result store fails, until {@link mendStore}. @param error default: `ARQ_STORE_CONNECTION` */
  breakStore(error?: ResultStoreError): void {
    for (const store of this.#stores) store?.fail(error)
  }

  /** Ends {@link breakStore}. What was stored before is still there. */
  mendStore(): void {
    for (const store of this.#stores) store?.recover()
  }

  /** The broker refuses the jobs that the client sends, until {@link mendBroker}. @param error default: `ARQ_PUBLISH_NACKED` */
  breakBroker(error: TransportError = refusedByBroker()): void {
    this.#bench.clientTransport.refuse(error)
  }

  /** Ends {@link breakBroker}. */
  mendBroker(): void {
    this.#bench.clientTransport.refuse(undefined)
  }

  /** Ends worker and client. What still runs is interrupted; the clock moves as far as that takes. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    const { client, observer } = this.#bench
    this.mendStore()
    await this.#turned(Promise.all([this.#worker, ...this.#lost].map((worker) => worker.stop())))
    await this.#turned(client.close())
    await observer.close()
  }

  get #stores() {
    return [this.#bench.clientStore, this.#worker.store]
  }

  /**
   * Moves the clock from one moment to the next until something has settled.
   * @throws AssertionError when no moment is left, and the patience is over
   */
  async #turned<T>(work: Promise<T>): Promise<T> {
    const { patienceMs } = this.#bench
    const settled = work.then(
      () => true,
      () => true,
    )
    let idleSinceMs = performance.now()
    for (;;) {
      // Real work that a signal has ended, such as a request, gets a moment of real time.
      const isSettled = await Promise.race([settled, realPause(REAL_MOMENT_MS)])
      if (isSettled === true) return work
      if (await this.clock.stepOn()) idleSinceMs = performance.now()
      else if (performance.now() - idleSinceMs > patienceMs) {
        throw failed(texts.notSettled({ patience: patienceMs }), this.#bench)
      }
    }
  }
}

/** What a task that heeds its signal has, in real time, before the clock of the test goes on. */
const REAL_MOMENT_MS = 20

const idOf = (job: JobOrId): string => (typeof job === 'string' ? job : job.jobId)

const refusedByBroker = (): PublishNotConfirmed =>
  new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_NACKED',
    text: texts.jobsRefused(),
    scope: 'message',
  })
