import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { prometheusMetrics, traceJobs } from '@arq/telemetry'
import { Worker } from '@arq/worker'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

// As the SDK of your choice does it; with a collector, an OTLP exporter in place of this one.
const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
trace.setGlobalTracerProvider(provider)
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
propagation.setGlobalPropagator(new W3CTraceContextPropagator())

const resize = task('resize', (_ctx, image: string) => {
  // A span of one's own: its parent is the run of the job.
  return trace.getTracer('images').startActiveSpan('read image', (span) => {
    span.end()
    return `${image} resized`
  })
})

// Both before client and worker: they hear what happens from then on.
const metrics = await prometheusMetrics({ defaultMetrics: false })
const tracing = await traceJobs()

const broker = new MemoryBroker()
const client = await createClient({ transport: new MemoryTransport({ broker }) })
await trace.getTracer('shop').startActiveSpan('upload', async (span) => {
  await client.enqueueJob(resize, ['cat.png'])
  span.end()
})
await Worker.run({
  functions: [resize],
  transport: new MemoryTransport({ broker }),
  logger: silentLogger,
  burstMode: true,
  metrics,
  around: tracing.around,
})

const told = await metrics.collect()
console.log(told.split('\n').find((line) => line.startsWith('arq_jobs_enqueued_total{')))
const spans = exporter.getFinishedSpans()
const nameOf = (id: string | undefined): string =>
  spans.find((span) => span.spanContext().spanId === id)?.name ?? 'nothing'
for (const span of spans) {
  console.log(`${span.name}, part of ${nameOf(span.parentSpanContext?.spanId)}`)
}

await client.close()
metrics.close()
tracing.close()
await provider.shutdown()
