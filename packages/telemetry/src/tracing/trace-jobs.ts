import { type Around, parseSettings } from '@arq/core'

import { loadPeer } from '../load-peer.js'
import { traceRuns } from './process-spans.js'
import { traceEnqueues } from './send-spans.js'
import { type TracingSettings, tracingSettingsSchema } from './tracing-settings.js'

/** Traces of jobs. Calls that enqueue are traced from now on; runs are where `around` is. */
export interface JobTracing extends Disposable {
  /** For the setting `around` of a worker, as the first of several. */
  readonly around: Around<object>
  /** Makes no spans of further enqueues. Idempotent. */
  close(): void
}

/**
 * Spans of OpenTelemetry from the enqueue of a job to its runs, over processes, delays and retries: the context travels
 * in the headers of the message, by the propagator that is registered (W3C `traceparent` as a rule). Register the
 * provider, propagator and context manager of your SDK before.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the setting, or with the line that installs `@opentelemetry/api`
 *
 * @example
 * ```ts
 * const tracing = await traceJobs()
 * await Worker.run({ functions, transport, around: tracing.around })
 * ```
 */
export async function traceJobs(settings: TracingSettings = {}): Promise<JobTracing> {
  const { system } = parseSettings('tracing', tracingSettingsSchema, settings)
  const api = await loadPeer('@opentelemetry/api', () => import('@opentelemetry/api'))
  const parts = { api, tracer: api.trace.getTracer('@arq/telemetry'), system }
  const close = traceEnqueues(parts)
  return { around: traceRuns(parts), close, [Symbol.dispose]: close }
}
