import { listenToEvents, type MetricsSource, parseSettings } from '@arq/core'
import type { Registry } from 'prom-client'

import { loadPeer } from '../load-peer.js'
import { EnqueueMetrics } from './enqueue-metrics.js'
import { JobMetrics } from './job-metrics.js'
import { OutboxMetrics } from './outbox-metrics.js'
import {
  type MetricsRegistry,
  type PrometheusSettings,
  prometheusSettingsSchema,
} from './prometheus-settings.js'
import { QueueMetrics } from './queue-metrics.js'
import { WorkerMetrics } from './worker-metrics.js'

/** Metrics of all clients and workers of this process, for the setting `metrics` of a worker or an endpoint of your own. */
export interface PrometheusMetrics extends MetricsSource, Disposable {
  /** Where they are: a `Registry` of prom-client. */
  readonly registry: MetricsRegistry
  collect(): Promise<string>
  /** Counts nothing more. Idempotent. */
  close(): void
}

/**
 * Counts what happens from now on, so make it before clients and workers. One for a process: two count the same twice,
 * each in a registry of its own.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the setting, or with the line that installs prom-client
 *
 * @example
 * ```ts
 * const metrics = await prometheusMetrics({ transport, queues: ['mails'] })
 * await Worker.run({ functions, transport, metrics, healthEndpointPort: 8080 })
 * ```
 */
export async function prometheusMetrics(
  settings: PrometheusSettings = {},
): Promise<PrometheusMetrics> {
  const parsed = parseSettings('metrics', prometheusSettingsSchema, settings)
  const prom = await loadPeer('prom-client', () => import('prom-client'))
  const { transport, queues, outbox, defaultMetrics, registry: given, ...labels } = parsed
  // Checked for its methods; that prom-client made it is the caller's word.
  const registry = (given as Registry | undefined) ?? new prom.Registry()
  if (!given && defaultMetrics) prom.collectDefaultMetrics({ register: registry })
  const parts = { prom, registry, ...labels }
  const workers = new WorkerMetrics(parts)
  const inQueues = transport && new QueueMetrics({ prom, registry, transport, queues })
  const inOutbox = outbox && new OutboxMetrics({ prom, registry, outbox })
  const sources = [new JobMetrics(parts), new EnqueueMetrics(parts), workers]
  const stops = sources.map(({ listeners }) => listenToEvents(listeners))
  const close = (): void => {
    for (const stop of stops.splice(0)) stop()
  }
  return {
    registry,
    contentType: registry.contentType,
    collect: async () => {
      workers.read()
      await Promise.all([inQueues?.read(), inOutbox?.read()])
      return registry.metrics()
    },
    close,
    [Symbol.dispose]: close,
  }
}
