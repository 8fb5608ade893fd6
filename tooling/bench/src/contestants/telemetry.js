import { prometheusMetrics, traceJobs } from '@arq/telemetry'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base'

/** Takes spans as an exporter whose collector is not part of what is measured. */
const nowhere = {
  /** @type {import('@opentelemetry/sdk-trace-base').SpanExporter['export']} */
  export: (_spans, done) => done({ code: 0 }),
  shutdown: async () => undefined,
}

/**
 * Metrics, and traces where they are asked for, of this process.
 * @param {import('../contract.d.ts').Telemetry} what
 * @returns {Promise<Partial<import('@arq/worker').RunnableSettings<object>>>}
 */
export async function telemetrySettings(what) {
  const metrics = await prometheusMetrics()
  if (what === 'metrics') return { metrics }
  const sampler = what === 'all' ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(0.1)
  const spanProcessors = [new BatchSpanProcessor(nowhere)]
  trace.setGlobalTracerProvider(new BasicTracerProvider({ sampler, spanProcessors }))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  const { around } = await traceJobs()
  return { metrics, around }
}
