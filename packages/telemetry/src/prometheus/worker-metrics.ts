import type { EventListeners, WorkerInfo } from '@arq/core'
import type { Counter, Gauge } from 'prom-client'

import type { JobMetricsParts } from './job-metrics.js'

/** How the workers of the process stand: asked of them whenever the metrics are read, so that it costs no job anything. */
export class WorkerMetrics {
  /** By worker id. */
  readonly #workers = new Map<string, () => WorkerInfo>()
  /** Worker id → since when its broker takes no messages, by `performance.now()`. */
  readonly #blockedSince = new Map<string, number>()
  readonly #connected = new Map<string, boolean>()
  readonly #inProgress: Gauge
  readonly #held: Gauge
  readonly #slots: Gauge
  readonly #lag: Gauge
  readonly #ready: Gauge
  readonly #connections: Gauge
  readonly #blocked: Gauge
  readonly #losses: Counter
  readonly #blockedSeconds: Counter
  readonly #storeOutages: Counter

  constructor({ prom, registry }: Pick<JobMetricsParts, 'prom' | 'registry'>) {
    const registers = [registry]
    const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
      new prom.Gauge({ name, help, labelNames, registers })
    const counter = (name: string, help: string): Counter =>
      new prom.Counter({ name, help, registers })
    this.#inProgress = gauge('arq_jobs_in_progress', 'Jobs that run', ['queue'])
    this.#held = gauge('arq_jobs_held', 'Jobs that workers hold and have not started', ['queue'])
    this.#slots = gauge('arq_worker_slots', 'Jobs that may run at once')
    this.#lag = gauge('arq_worker_event_loop_lag_seconds', 'Longest delay in the last 20 seconds')
    this.#ready = gauge('arq_workers', 'Workers of the process, by health', ['health'])
    this.#connections = gauge('arq_broker_connections', 'Workers that have a connection')
    this.#blocked = gauge('arq_broker_blocked', 'Workers whose broker takes no messages')
    this.#losses = counter('arq_broker_connection_losses_total', 'Connections that were lost')
    this.#blockedSeconds = counter(
      'arq_broker_blocked_seconds_total',
      'How long the broker took no messages',
    )
    this.#storeOutages = counter('arq_result_store_outages_total', 'Outages of the result store')
  }

  get listeners(): EventListeners {
    return {
      workerStarted: ({ workerId, read }) => {
        this.#workers.set(workerId, read)
        // Where others had opened its transport before, it has not heard `connected`.
        this.#connected.set(workerId, true)
      },
      workerEnded: ({ workerId }) => this.#forget(workerId),
      connected: ({ workerId }) => void this.#connected.set(workerId, true),
      connectionLost: ({ workerId }) => {
        this.#connected.set(workerId, false)
        // The next connection tells whether it is blocked.
        this.#unblocked(workerId)
        this.#losses.inc()
      },
      publishingBlocked: ({ workerId }) => {
        if (!this.#blockedSince.has(workerId)) this.#blockedSince.set(workerId, performance.now())
      },
      publishingUnblocked: ({ workerId }) => this.#unblocked(workerId),
      storeAway: () => this.#storeOutages.inc(),
    }
  }

  /** Brings the gauges up to date. */
  read(): void {
    const infos = [...this.#workers.values()].map((read) => read())
    this.#inProgress.reset()
    this.#held.reset()
    this.#ready.reset()
    for (const { queues, health } of infos) {
      this.#ready.inc({ health })
      for (const { name: queue, running, waiting } of queues) {
        this.#inProgress.inc({ queue }, running)
        this.#held.inc({ queue }, waiting)
      }
    }
    this.#slots.set(infos.reduce((sum, { slots }) => sum + slots, 0))
    this.#lag.set(Math.max(0, ...infos.map(({ eventLoopLagMs }) => eventLoopLagMs)) / 1000)
    this.#connections.set([...this.#connected.values()].filter(Boolean).length)
    this.#blocked.set(this.#blockedSince.size)
    for (const workerId of this.#blockedSince.keys()) this.#countBlocked(workerId)
  }

  #forget(workerId: string): void {
    this.#workers.delete(workerId)
    this.#connected.delete(workerId)
    this.#unblocked(workerId)
  }

  #unblocked(workerId: string): void {
    this.#countBlocked(workerId)
    this.#blockedSince.delete(workerId)
  }

  /** What has passed since it was last counted. */
  #countBlocked(workerId: string): void {
    const sinceMs = this.#blockedSince.get(workerId)
    if (sinceMs === undefined) return
    const nowMs = performance.now()
    this.#blockedSeconds.inc((nowMs - sinceMs) / 1000)
    this.#blockedSince.set(workerId, nowMs)
  }
}
