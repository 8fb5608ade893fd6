import { countSchema, portSchema, type Transport } from '@arq/core'
import { queueNameSchema } from '@arq/core/internal'
import * as v from 'valibot'

/** Of a `Registry` of prom-client, what is asked of it here. */
export interface MetricsRegistry {
  readonly contentType: string
  metrics(): Promise<string>
}

/** Of `openOutboxTable(…)` of `@arq/outbox`, what is asked of it here. */
export interface MetricsOutbox {
  status(): OutboxFigures | Promise<OutboxFigures>
}

interface OutboxFigures {
  readonly waiting: number
  readonly retrying: number
  readonly aside: number
  readonly oldestAgeMs: number | undefined
}

/** Seconds: from a task that computes a little to one that runs for minutes. */
const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/** Every setting of {@link prometheusMetrics}: its type, check, default and description. */
export const prometheusSettingsSchema = v.strictObject({
  registry: v.pipe(
    v.optional(portSchema<MetricsRegistry>('a Registry of prom-client', 'metrics')),
    v.description(
      'Where the metrics go: a `Registry` of prom-client. Absent: one of their own, which nobody else writes to.',
    ),
  ),
  defaultMetrics: v.pipe(
    v.optional(v.boolean('must be true or false'), true),
    v.description(
      'Adds what prom-client knows of the process: CPU, memory, event loop, garbage collection. Not done to a `registry` that you give.',
    ),
  ),
  transport: v.pipe(
    v.optional(portSchema<Transport>('a transport', 'queueInfo')),
    v.description(
      'Asked for the depth and the consumers of `queues` whenever the metrics are read. Absent: these are not told.',
    ),
  ),
  queues: v.pipe(
    v.optional(v.array(queueNameSchema, 'must be a list of queue names'), ['default']),
    v.description('The queues that `transport` is asked about, each with its dead letter queue.'),
  ),
  outbox: v.pipe(
    v.optional(portSchema<MetricsOutbox>('what openOutboxTable gives', 'status')),
    v.description(
      'The table of an outbox, as `openOutboxTable` of `@arq/outbox` gives it: asked for how many jobs wait, and since when, whenever the metrics are read. Absent: these are not told.',
    ),
  ),
  durationBuckets: v.pipe(
    v.optional(
      v.array(v.pipe(v.number('must be a number'), v.finite(), v.gtValue(0)), 'must be a list'),
      DURATION_BUCKETS,
    ),
    v.description('Upper bounds of the histograms of jobs, rising.'),
    v.metadata({ unit: 'seconds' }),
  ),
  mostNames: v.pipe(
    v.optional(countSchema(1), 200),
    v.description(
      'Tasks, queues and classes of errors that have a label of their own; all further ones share `other`. Each is a time series for each metric.',
    ),
  ),
})

/** What {@link prometheusMetrics} takes. */
export type PrometheusSettings = v.InferInput<typeof prometheusSettingsSchema>
