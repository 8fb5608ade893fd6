import { randomBytes } from 'node:crypto'
import { constants, hostname } from 'node:os'

import type { AnyTask, Logger, Release, ResultStore, WorkerContext, WorkerExtra } from '@arq/core'
import { durationToMs, parseSettings, renderMessage } from '@arq/core/internal'

import { ConfirmedPublisher } from './confirmed-publisher.js'
import { logConnection } from './connection-log.js'
import { DeadLetters } from './dead-letters.js'
import { Hooks } from './hooks.js'
import { DeliveryReader } from './intake.js'
import { JobProcessor } from './job-processor.js'
import { JobReport } from './job-report.js'
import { messages } from './messages.js'
import { listenForStopSignals } from './process-signals.js'
import { QueueIntake } from './queue-intake.js'
import { ResultWriter } from './result-writer.js'
import { refuseDelayedRetries } from './retry-delays.js'
import { SIGNAL_GRACE_MS } from './run.js'
import { RunPolicies } from './run-policy.js'
import { Settler } from './settle.js'
import { stopInOrder } from './shutdown.js'
import { readStaticSettings } from './static-settings.js'
import { createTaskEnqueuer } from './task-enqueuer.js'
import { TaskRegistry } from './task-registry.js'
import { noCounts, type WorkerCounts } from './worker-counts.js'
import { concurrencyOf, type WorkerQueue, workerQueues } from './worker-queues.js'
import {
  type ExtraOf,
  type ParsedWorkerSettings,
  type RunnableSettings,
  type TaskFunction,
  WorkerSettingsSchema,
} from './worker-settings.js'

/** Results that are kept in memory while a store that degrades is down. */
const RESULT_BACKLOG = 10_000
const nothingToStop: Release = () => Promise.resolve()

/**
 * Runs jobs of one or several queues until it is stopped.
 *
 * @example
 * ```ts
 * await Worker.run({ functions: [sendEmail], transport: new AmqpTransport({ url: 'amqp://localhost' }) })
 * ```
 */
export class Worker<X extends object = WorkerExtra> {
  /** Names this worker in records, logs and dead letters. */
  readonly workerId: string
  readonly #settings: ParsedWorkerSettings
  readonly #tasks: TaskRegistry
  readonly #policies: RunPolicies
  readonly #logger: Logger
  readonly #counts: WorkerCounts = noCounts()
  readonly #stopRequest = new AbortController()
  /** Why it could not go on. */
  #failure: Error | undefined
  #running: Promise<void> | undefined

  /**
   * Checks the settings; connects to nothing.
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong key
   */
  constructor(settings: RunnableSettings<X>) {
    this.#settings = parseSettings(
      'Worker settings',
      WorkerSettingsSchema,
      readStaticSettings(settings),
    )
    this.#tasks = new TaskRegistry(this.#settings.functions)
    this.#policies = new RunPolicies(this.#settings)
    refuseDelayedRetries(this.#settings.transport, this.#policies, this.#tasks.all)
    const name = this.#settings.workerName ?? `${hostname()}-${String(process.pid)}`
    this.workerId = `${name}-${randomBytes(3).toString('hex')}`
    this.#logger = this.#settings.logger.child({ logger: 'worker' })
  }

  /**
   * Runs a worker until SIGINT, SIGTERM or SIGHUP. Takes an object, or a class with static members.
   * A second signal ends the process at once.
   */
  static async run<const F extends readonly (AnyTask | TaskFunction)[]>(
    settings: RunnableSettings<ExtraOf<F[number]>> & { readonly functions: F },
  ): Promise<void> {
    // A class is collected into an object here, so that `handleSignals` can be added to it.
    const given = readStaticSettings(settings) as typeof settings
    const worker = new Worker<ExtraOf<F[number]>>({ handleSignals: true, ...given })
    await worker.run()
  }

  /** What this worker has done so far. */
  get counts(): Readonly<WorkerCounts> {
    return this.#counts
  }

  /**
   * Connects, works, and resolves once {@link stop} or a signal has ended it in order. While the broker is away it keeps
   * trying, and says so once per outage.
   * @throws ConnectionError `ARQ_CONNECTION_AUTH` when the broker refuses the credentials, TopologyMismatch when a queue
   * exists with other arguments, ConnectionError when the transport has given up (`maxReconnectAttempts`), and whatever
   * `onStartup` throws
   */
  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  /** Ends it in order: see {@link WorkerSettings} `jobCompletionWait`, `gracefulShutdownTimeout`. Idempotent. */
  async stop(): Promise<void> {
    this.#stopRequest.abort('stop()')
    // Why it failed is told by run().
    await this.#running?.catch(() => undefined)
  }

  async #run(): Promise<void> {
    const settings = this.#settings
    const { signal } = this.#stopRequest
    const stopListening = settings.handleSignals === true ? this.#handleSignals() : () => undefined
    const releases: Release[] = []
    const stopLogging = logConnection(settings.transport, this.#logger, settings.clock)
    const stopWatching = settings.transport.on((event) => {
      if (event.type === 'gaveUp') this.#fail(event.error)
    })
    const queues = workerQueues(settings)
    try {
      this.#say(
        messages.starting({
          workerId: this.workerId,
          tasks: this.#tasks.names.join(', '),
          queues: queues.map(({ name }) => name).join(', '),
        }),
      )
      releases.push(await settings.transport.acquire({ timeoutMs: 'forever', signal }))
      const store = settings.enableJobResultStorage ? settings.resultStore : undefined
      if (store) releases.push(await store.acquire())
      await this.#work(queues, store)
    } catch (error) {
      // Told to stop while it was still connecting: that is an end, not a failure.
      if (!signal.aborted) throw error
    } finally {
      for (const release of releases.reverse()) await release()
      stopLogging()
      stopWatching()
      stopListening()
    }
    if (this.#failure) throw this.#failure
  }

  async #work(queues: readonly WorkerQueue[], store: ResultStore | undefined): Promise<void> {
    const settings = this.#settings
    const { transport, clock } = settings
    const logger = this.#logger
    const dlqOf = (queue: string): string => settings.dlqName ?? transport.deadLetterQueueOf(queue)
    const publisher = new ConfirmedPublisher({ transport, clock, logger })
    const results = new ResultWriter({ store, clock, logger, backlogLimit: RESULT_BACKLOG })
    const hooks = new Hooks(settings, logger)
    const context: WorkerContext<object> = {
      workerId: this.workerId,
      extra: {},
      logger: settings.logger.child({ logger: 'task' }),
      client: createTaskEnqueuer({
        settings,
        resultStore: store,
        logger,
        queueName: queues[0]?.name ?? 'default',
      }),
    }
    const processor = new JobProcessor({
      tasks: this.#tasks,
      policies: this.#policies,
      reader: new DeliveryReader(settings.codecs),
      settler: new Settler({
        transport,
        publisher,
        deadLetters: new DeadLetters({ publisher, clock, logger, workerId: this.workerId, dlqOf }),
        results,
        clock,
        workerId: this.workerId,
        onReplyLost: (jobId, error) =>
          logger.warn(renderMessage(messages.replyLost({ error })), { jobId }),
      }),
      results,
      hooks,
      context,
      clock,
      logger,
      counts: this.#counts,
      report: new JobReport({ counts: this.#counts, logger, clock, dlqOf }),
      queues,
      concurrency: concurrencyOf(settings),
      canDelay: transport.capabilities.delay !== 'none',
    })
    await hooks.startup(context)
    const intakes: QueueIntake[] = []
    let stopBroadcasts: Release = nothingToStop
    try {
      stopBroadcasts = await this.#listenForAborts(processor)
      for (const queue of queues) {
        const intake = this.#intake(queue, processor)
        intakes.push(intake)
        await intake.open()
      }
      await this.#stopRequested()
    } finally {
      await stopInOrder({
        intakes,
        processor,
        publisher,
        results,
        clock,
        logger,
        reason: String(this.#stopRequest.signal.reason ?? 'error'),
        completionWaitMs: durationToMs(settings.jobCompletionWait, 'jobCompletionWait'),
        gracefulTimeoutMs: this.#gracefulTimeoutMs,
      })
      await stopBroadcasts()
      await hooks.shutdown(context)
      const { completed, failed, retried, aborted, requeued } = this.#counts
      const ongoing = processor.running
      this.#say(messages.summary({ completed, failed, retried, aborted, requeued, ongoing }))
    }
  }

  get #gracefulTimeoutMs(): number {
    return durationToMs(this.#settings.gracefulShutdownTimeout, 'gracefulShutdownTimeout')
  }

  #intake(queue: WorkerQueue, processor: JobProcessor): QueueIntake {
    const { transport, clock, prefetchCount: prefetch } = this.#settings
    const longestMs = this.#policies.longestRunMs(this.#tasks.all)
    return new QueueIntake({
      queue,
      transport,
      clock,
      logger: this.#logger,
      prefetch,
      neededMs: longestMs + SIGNAL_GRACE_MS + this.#gracefulTimeoutMs,
      accept: (delivery) => processor.accept(delivery),
      backlog: () => processor.backlog(queue.name),
      withdraw: () => processor.withdraw(queue.name),
    })
  }

  async #listenForAborts(processor: JobProcessor): Promise<Release> {
    const { transport } = this.#settings
    if (!transport.capabilities.broadcast) return nothingToStop
    return transport.onBroadcast((signal) => {
      const { kind, jobId, enqueueTime } = signal
      if (kind === 'abort' && typeof jobId === 'string') processor.abort(jobId, enqueueTime)
    })
  }

  /** Ends it as `stop` does; `run` then rejects, so that whoever runs it can start it anew. */
  #fail(error: Error): void {
    this.#failure ??= error
    this.#stopRequest.abort(error.message)
  }

  #handleSignals(): () => void {
    return listenForStopSignals({
      onStop: (signal) => this.#stopRequest.abort(signal),
      // The shell's convention: 128 and the number of the signal.
      onSecond: (signal) => process.exit(128 + constants.signals[signal]),
    })
  }

  #stopRequested(): Promise<void> {
    const { signal } = this.#stopRequest
    return new Promise((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #say(message: Parameters<typeof renderMessage>[0]): void {
    this.#logger.info(renderMessage(message))
  }
}
