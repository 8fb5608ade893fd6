import type { AnyTask, Health, ResultStore, Text, WorkerExtra, WorkerInfo } from '@arq/core'
import { errorText } from '@arq/core'
import { ClosedError } from '@arq/core'
import {
  EventHub,
  hexText,
  randomBytes,
  readyEncryption,
  type TextLogger,
} from '@arq/core/internal'

import {
  endProcess,
  healthEndpoint,
  hostName,
  listenForStopSignals,
  processId,
  proposeExitCode,
} from '#platform'

import type { SelfReport } from './control/self-report.js'
import { CronScheduler } from './cron/cron-scheduler.js'
import { cronTasks } from './cron/cron-tasks.js'
import type { HealthEndpoint } from './health-endpoint/health-endpoint.js'
import { idleWork } from './health-endpoint/idle-work.js'
import type { WorkerStatus } from './health-endpoint/worker-status.js'
import { startPayloads } from './intake/start-payloads.js'
import { refuseKeysWithout } from './keys/assemble-keys.js'
import { openIntakes } from './open-intakes.js'
import { Openings } from './openings.js'
import type { RawQueue } from './raw-queue/consume-raw.js'
import { openStore } from './records/store-opening.js'
import { connectionEvent } from './reports/connection-events.js'
import { logConnection } from './reports/connection-log.js'
import { LifeLog } from './reports/life-log.js'
import { StatisticsLine } from './reports/statistics-line.js'
import { noCounts, type WorkerCounts } from './reports/worker-counts.js'
import type { WorkerEvent } from './reports/worker-event.js'
import { WorkerHealth } from './reports/worker-health.js'
import { reportError } from './run/error-report.js'
import {
  type ResolvedWorkerSettings,
  resolveWorkerSettings,
} from './settings/resolve-worker-settings.js'
import { refuseDelayedRetries } from './settings/retry-delays.js'
import { RunPolicies } from './settings/run-policy.js'
import { readStaticSettings } from './settings/static-settings.js'
import { TaskRegistry } from './settings/task-registry.js'
import { slotCountOf, workerQueues } from './settings/worker-queues.js'
import type { ExtraOf, RunnableSettings, TaskFunction } from './settings/worker-settings.js'
import { inHand, NO_WAITS, stepOfStop, stopInOrder, type StopSettings } from './shutdown.js'
import { StopRequest } from './stop-request.js'
import { checkStreams } from './streams/check-streams.js'
import { texts } from './texts.js'
import { inThread, inThreads } from './threads/in-threads.js'
import { assembleMachinery, type WorkerMachinery } from './worker-machinery.js'

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
  readonly #settings: ResolvedWorkerSettings
  readonly #tasks: TaskRegistry
  readonly #raw: readonly RawQueue[]
  readonly #policies: RunPolicies
  readonly #logger: TextLogger
  readonly #queueNames: readonly string[]
  readonly #lifeLog: LifeLog
  readonly #counts: WorkerCounts = noCounts()
  readonly #health: WorkerHealth
  readonly #name: string
  readonly #events: EventHub<WorkerEvent>
  readonly #endpoint: Pick<HealthEndpoint, 'url' | 'open'> | undefined
  readonly #stop = new StopRequest()
  /** Why it could not go on. */
  #failure: Error | undefined
  #running: Promise<void> | undefined
  /** What it tells of itself, once it is connected. */
  #self: SelfReport | undefined

  /**
   * Checks the settings; connects to nothing.
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong key
   * @throws UnsupportedError `ARQ_UNSUPPORTED` for a task with `streams: true` when the result store keeps no streams
   */
  constructor(settings: RunnableSettings<X>) {
    this.#settings = resolveWorkerSettings(readStaticSettings(settings))
    const { functions, cronJobs, resultTtl, threads, raw } = this.#settings
    const tasks = [...functions, ...cronTasks(cronJobs, resultTtl)]
    this.#tasks = new TaskRegistry(inThreads(tasks, threads))
    this.#raw = raw.map((queue) => ({ ...queue, task: inThread(queue.task, threads) }))
    this.#policies = new RunPolicies(this.#settings)
    const { enableJobResultStorage, resultStore } = this.#settings
    checkStreams(this.#tasks.all, enableJobResultStorage ? resultStore : undefined)
    refuseDelayedRetries(this.#settings.transport, this.#policies, this.#tasks.all)
    this.#name = this.#settings.workerName ?? `${hostName()}-${String(processId())}`
    this.workerId = `${this.#name}-${hexText(randomBytes(3))}`
    this.#logger = this.#settings.logger.child({ logger: 'worker' })
    this.#events = new EventHub((error) => {
      this.#logger.error(reportError(error).words, { error })
    })
    this.#queueNames = workerQueues(this.#settings).map((queue) => queue.name)
    const queueNames = [...this.#queueNames, ...raw.map(({ queueName }) => queueName)]
    this.#lifeLog = new LifeLog({ logger: this.#logger, workerId: this.workerId, queueNames })
    this.#health = new WorkerHealth({ clock: this.#settings.clock, queueNames })
    this.#events.on('jobAwaitsKey', ({ keyId }) => this.#health.keyMissing(keyId))
    this.#events.on('jobAwaitsPayload', () => this.#health.payloadAway())
    this.#endpoint = this.#newEndpoint()
  }

  /**
   * Runs a worker until SIGINT, SIGTERM or SIGHUP, or in burst mode until its work is done; when jobs failed in a burst,
   * the process ends with exit code 1. Takes an object, or a class with static members. A second signal ends the process
   * at once.
   */
  static async run<const F extends readonly (AnyTask | TaskFunction)[]>(
    settings: RunnableSettings<ExtraOf<F[number]>> & { readonly functions: F },
  ): Promise<void> {
    // A class is collected into an object here, so that `handleSignals` can be added to it.
    const given = readStaticSettings(settings) as typeof settings
    const worker = new Worker<ExtraOf<F[number]>>({ handleSignals: true, ...given })
    await worker.run()
    if (worker.exitCode !== 0) proposeExitCode(worker.exitCode)
  }

  /** What this worker has done so far. */
  get counts(): Readonly<WorkerCounts> {
    return this.#counts
  }

  /** What a program that is nothing but this worker should end with: 1 when it has run a burst in which jobs failed. */
  get exitCode(): 0 | 1 {
    const { failed, unreadable } = this.#counts
    return this.#settings.burst && failed + unreadable > 0 ? 1 : 0
  }

  /**
   * Whether it takes and runs jobs at the moment. `not_ready`: it starts or stops, the broker is away, a queue of its own
   * is not consumed, or the result store is away and no job starts without it. `degraded`: jobs run, but the broker takes
   * no messages, or results wait for their store. Somebody has paused it: `not_ready`, or `degraded` while it works on
   * other queues. Each problem says since when.
   */
  get health(): Health {
    return this.#health.current
  }

  /**
   * Where its health endpoint listens, for example `http://127.0.0.1:8080`; `undefined` without `healthEndpointPort`, and
   * before its start and after its end.
   */
  get healthEndpoint(): string | undefined {
    return this.#endpoint?.url
  }

  /**
   * Listens to what happens to its jobs, to itself and to its connections: to one type of event, or to all; returns how
   * to stop. What the listener throws is logged. It is called in the turn of the event and not awaited.
   *
   * @example
   * ```ts
   * worker.on('jobFailed', ({ task, error }) => alarm(`${task}: ${error.message}`))
   * ```
   */
  on<T extends WorkerEvent['type']>(
    type: T,
    listener: (event: Extract<WorkerEvent, { readonly type: T }>) => void,
  ): () => void
  on(listener: (event: WorkerEvent) => void): () => void
  on(
    first: WorkerEvent['type'] | ((event: WorkerEvent) => void),
    listener?: (event: never) => void,
  ): () => void {
    if (typeof first === 'function') return this.#events.on(undefined, first)
    // The overloads bind the listener to the type.
    return this.#events.on(first, listener as (event: WorkerEvent) => void)
  }

  /**
   * Connects, works, and resolves once {@link stop} or a signal has ended it in order, or in
   * burst mode when its work is done. While the broker is away it keeps trying, and says so once per outage; so it does at
   * its start while a result store is away that no job starts without (`degradeOnFailure: false`).
   * @throws ConnectionError `ARQ_CONNECTION_AUTH` when the broker refuses the credentials, ResultStoreConnectionError
   * `ARQ_STORE_AUTH` when the store does, TopologyMismatch when a queue exists with other arguments, ConfigurationError
   * when the health endpoint cannot listen, ConnectionError when the transport has given up (`maxReconnectAttempts`), and
   * whatever `onStartup` throws; ClosedError `ARQ_CLOSED` when it was stopped before: a worker runs once
   */
  run(): Promise<void> {
    if (this.#stop.isMade) return Promise.reject(new ClosedError('Worker'))
    this.#running ??= this.#run()
    return this.#running
  }

  /**
   * Ends it in order: see {@link WorkerSettings} `jobCompletionWait`, `gracefulShutdownTimeout`. Idempotent.
   *
   * Resolves within the longer of those two times and 25 s more, whatever hangs: 5 s for tasks and hooks to obey their
   * signals, then 5 s for each of these: what jobs left to publish and to store, results that wait for the store,
   * `onShutdown`, and the connections. A worker that nothing holds up ends at once. What was not settled by then goes to
   * another worker.
   */
  async stop(): Promise<void> {
    this.#stop.make(texts.stopCalled())
    // Why it failed is told by run().
    await this.#running?.catch(() => undefined)
  }

  async #run(): Promise<void> {
    const { transport, clock, handleSignals } = this.#settings
    const stopListening = handleSignals === true ? this.#handleSignals() : () => undefined
    const stopLogging = logConnection(transport, this.#logger, clock)
    const stopWatching = transport.on((event) => {
      this.#health.note(event)
      if (event.type === 'gaveUp') this.#fail(event.error)
      const { workerId } = this
      const told = connectionEvent(event, { workerId, transport: transport.description })
      if (told) this.#events.emit(told)
    })
    const openings = new Openings(this.#stop)
    try {
      const rawTasks = this.#raw.map(({ task }) => task.name)
      this.#lifeLog.starting([...new Set([...this.#tasks.names, ...rawTasks])])
      if (this.#endpoint) await openings.open(this.#endpoint.open())
      const store = await this.#connect(openings)
      if (!this.#stop.isMade) await this.#work(store, openings)
    } catch (error) {
      // Told to stop while it was still connecting: that is an end, not a failure.
      if (!this.#stop.isMade) throw error
    } finally {
      await this.#stopStep('connections', openings.close())
      stopLogging()
      stopWatching()
      stopListening()
    }
    if (this.#failure) throw this.#failure
  }

  async #connect(openings: Openings): Promise<ResultStore | undefined> {
    const { transport, resultStore, enableJobResultStorage, threads, clock, enqueue } =
      this.#settings
    const { signal } = this.#stop
    const store = enableJobResultStorage ? resultStore : undefined
    refuseKeysWithout(store, transport, this.#tasks.all, this.#raw)
    await readyEncryption({ transport, resultStore, encryption: enqueue.encryption })
    await startPayloads(this.#settings, this.#logger)
    if (threads) await openings.open(threads.acquire())
    await openings.open(transport.acquire({ timeoutMs: 'forever', signal }))
    const onAway = (why: Text): void => {
      this.#health.storeAwaited(why)
      this.#events.emit({ type: 'storeAway', workerId: this.workerId })
    }
    const waiting = { clock, signal, logger: this.#logger, onAway }
    if (store && !this.#stop.isMade) await openings.open(openStore(store, waiting))
    return store
  }

  /** From `onStartup` to `onShutdown`. */
  async #work(store: ResultStore | undefined, openings: Openings): Promise<void> {
    const machinery = assembleMachinery({
      settings: this.#settings,
      tasks: this.#tasks,
      policies: this.#policies,
      raw: this.#raw,
      store,
      logger: this.#logger,
      counts: this.#counts,
      workerId: this.workerId,
      workerName: this.#name,
      health: () => this.health,
      emit: (event) => {
        this.#health.paused(machinery.pauses.names)
        this.#events.emit({ ...event, workerId: this.workerId })
      },
      hub: this.#events,
      onEnd: () => this.#stop.make(texts.drainRequested()),
      signal: this.#stop.signal,
    })
    const { hooks, context, calls } = machinery
    this.#self = machinery.self
    const cron = this.#cronScheduler(machinery)
    const statistics = this.#statisticsLine(() => inHand(machinery))
    if (calls) this.#health.watchStore(calls)
    calls?.onAway(() => this.#events.emit({ type: 'storeAway', workerId: this.workerId }))
    if (!(await this.#startUp(hooks.startup(context)))) return
    machinery.lag.start()
    try {
      await openIntakes(machinery, { ...this.#settings, stop: this.#stop, openings })
      this.#health.started()
      // A stop while it was still opening its queues ends up here, too.
      if (!this.#stop.isMade) this.#lifeLog.ready()
      this.#tellStarted(machinery.self)
      statistics.start()
      cron.start()
      const done = await machinery.burst?.end()
      if (done) this.#stop.make(done)
      await this.#stop.made
    } finally {
      this.#health.stopping()
      statistics.stop()
      this.#events.emit({ type: 'workerStopping', workerId: this.workerId })
      await this.#stopStep('cron', cron.stop())
      await stopInOrder(machinery, this.#stopSettings)
      machinery.lag.stop()
      await this.#stopStep('onShutdown', hooks.shutdown(context))
      this.#lifeLog.ended(this.#counts, inHand(machinery))
      this.#events.emit({ type: 'workerEnded', workerId: this.workerId })
    }
  }

  #tellStarted(self: SelfReport): void {
    const queueNames = this.#queueNames
    const read = (): WorkerInfo => self.read(false)
    const { workerId } = this
    this.#events.emit({ type: 'workerStarted', workerId, name: this.#name, queueNames, read })
  }

  #cronScheduler({ context, calls }: WorkerMachinery): CronScheduler {
    const { cronJobs, resultTtl, clock, burst } = this.#settings
    return new CronScheduler({
      jobs: burst ? [] : cronJobs,
      client: context.client,
      calls,
      resultTtl,
      clock,
      logger: this.#logger,
      signal: this.#stop.signal,
    })
  }

  #statisticsLine(ongoing: () => number): StatisticsLine {
    const { transport, clock, logger, healthCheckIntervalMs: intervalMs } = this.#settings
    const queueNames = this.#queueNames
    const stats = logger.child({ logger: 'stats' })
    const { counts } = this
    return new StatisticsLine({
      ...{ intervalMs, counts, ongoing, queueNames, transport, clock },
      logger: stats,
    })
  }

  #newEndpoint(): Pick<HealthEndpoint, 'url' | 'open'> | undefined {
    const { healthEndpointPort: port, healthEndpointHost: host, metrics } = this.#settings
    if (port === undefined) return undefined
    const status = (): WorkerStatus => this.#status()
    return healthEndpoint({ host, port, metrics, logger: this.#logger, status })
  }

  #status(): WorkerStatus {
    const { workerId, health, counts } = this
    const slots = slotCountOf(this.#settings, this.#raw)
    const { running, queues } = this.#self?.read(false) ?? idleWork(this.#settings, this.#raw)
    return { workerId, name: this.#name, health, slots, running, queues, counts }
  }

  /** @returns whether `onStartup` has ended; not when it hung, and a stop had waited long enough */
  async #startUp(startup: Promise<void>): Promise<boolean> {
    await this.#stop.or(startup)
    return !this.#stop.isMade || this.#stopStep('onStartup', startup)
  }

  /** Ends it as `stop` does; `run` then rejects, so that whoever runs it can start it anew. */
  #fail(error: Error): void {
    this.#failure ??= error
    this.#stop.make(errorText(error))
  }

  #handleSignals(): () => void {
    return listenForStopSignals({
      onStop: (signal) => this.#stop.make(texts.signalReceived({ signal })),
      onSecond: endProcess,
    })
  }

  get #stopSettings(): StopSettings {
    const { completionWaitMs, gracefulTimeoutMs, clock, burst } = this.#settings
    return {
      ...(burst?.waitsForTasks === false ? NO_WAITS : { completionWaitMs, gracefulTimeoutMs }),
      reason: this.#stop.reason,
      counts: this.#counts,
      clock,
      logger: this.#logger,
    }
  }

  #stopStep(step: string, work: Promise<void>): Promise<boolean> {
    return stepOfStop(step, work, { clock: this.#settings.clock, logger: this.#logger })
  }
}
