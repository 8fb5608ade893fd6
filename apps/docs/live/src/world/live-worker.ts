import { silentLogger } from '@arq/core'
import { type MemoryBroker, type MemoryRecords, MemoryResultStore } from '@arq/memory'
import { cron, Worker, type WorkerEvent } from '@arq/worker'

import type { LiveClock } from './live-clock.js'
import type { LiveNews } from './live-event.js'
import { LiveTransport } from './live-transport.js'
import { QUEUE, type WorkerName } from './names.js'
import { hourlyReport, type InPage, TASKS } from './tasks.js'

export interface LiveWorkerParts {
  readonly name: WorkerName
  readonly broker: MemoryBroker
  readonly records: MemoryRecords
  readonly clock: LiveClock
  readonly tell: (news: LiveNews) => void
  /** A job of it wants it dead. */
  readonly onPoison: () => void
}

/** Longer than anybody looks at the page. */
const FOR_GOOD = '1000d'
export const JOBS_AT_ONCE = 2
export const CRON_JOBS = [cron(hourlyReport, { minute: 0 })]

/** A worker with a connection and a store of its own, so that it can be lost as a process is. */
export class LiveWorker {
  readonly name: WorkerName
  readonly #parts: LiveWorkerParts
  readonly #transport: LiveTransport
  readonly #store: MemoryResultStore
  readonly #worker: Worker<InPage>
  /** What it still does after it was killed is nobody's business. */
  #isHeard = true

  constructor(parts: LiveWorkerParts) {
    const { name, broker, records, clock, onPoison } = parts
    this.name = name
    this.#parts = parts
    this.#transport = new LiveTransport({
      ...{ broker, clock },
      onHanded: (jobId) => this.#tell({ type: 'handed', name, jobId }),
    })
    this.#store = new MemoryResultStore({ records })
    this.#worker = new Worker<InPage>({
      transport: this.#transport,
      resultStore: this.#store,
      clock,
      queueName: QUEUE,
      workerName: `worker-${name}`,
      functions: TASKS,
      cronJobs: CRON_JOBS,
      maxConcurrentJobs: JOBS_AT_ONCE,
      prefetchCount: 2 * JOBS_AT_ONCE,
      healthCheckInterval: 0,
      logger: silentLogger,
      onStartup: ({ extra }) => {
        Object.assign(extra, { clock, killSelf: () => this.#isHeard && onPoison() })
      },
    })
    this.#worker.on((event) => this.#hear(event))
  }

  /** Resolves when it takes jobs. */
  async start(): Promise<void> {
    const started = new Promise<void>((resolve) =>
      this.#worker.on('workerStarted', () => resolve()),
    )
    const ended = this.#worker.run()
    void ended.catch(() => undefined)
    await Promise.race([started, ended])
    this.#tell({ type: 'started', name: this.name })
  }

  /**
   * As `kill -9`: nothing of it reaches broker or store any more.
   * @returns when nothing of it is left in this page either
   */
  async kill(byJob: boolean): Promise<void> {
    if (!this.#isHeard) return
    this.#tell({ type: 'killed', name: this.name, byJob })
    this.#isHeard = false
    this.#store.fail()
    this.#parts.broker.disconnect(this.#transport, { downFor: FOR_GOOD })
    await this.#worker.stop()
  }

  /** Its connection breaks, and is back after this time. The worker itself goes on. */
  cut(downFor: `${number}s`): void {
    this.#tell({ type: 'cut', who: this.name })
    this.#parts.broker.disconnect(this.#transport, { downFor })
  }

  /** In order: what runs ends first. */
  async stop(): Promise<void> {
    this.#tell({ type: 'stopping', name: this.name })
    await this.#worker.stop()
    this.#tell({ type: 'stopped', name: this.name })
  }

  #hear(event: WorkerEvent): void {
    const { name } = this
    if (event.type === 'jobEnqueued') {
      this.#tell({ type: 'cron', name, jobId: event.jobId, task: event.task })
    } else if (event.type === 'connected') {
      this.#tell({ type: 'connected', who: name })
    } else if ('isTaskKnown' in event) {
      this.#tell({ type: 'worker', name, event })
    }
  }

  #tell(news: LiveNews): void {
    if (this.#isHeard) this.#parts.tell(news)
  }
}
