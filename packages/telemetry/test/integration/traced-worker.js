// A worker in a process of its own: prints the spans of each run as a line of JSON.
import { Retry, task } from '@arq/core'
import { traceJobs } from '@arq/telemetry'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
trace.setGlobalTracerProvider(provider)
propagation.setGlobalPropagator(new W3CTraceContextPropagator())
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

const [url, queueName] = process.argv.slice(2)
const tracing = await traceJobs()
const traced = task('traced', async (ctx) => {
  // After a turn of the event loop: the context has to follow.
  await new Promise((resolve) => setImmediate(resolve))
  trace.getTracer('the task').startSpan('inside').end()
  if (ctx.jobTry === 1) throw new Retry({ defer: 0.05 })
  await ctx.client.enqueueJob('child', [], { queueName: `${queueName}.children` })
})

const worker = new Worker({
  functions: [traced],
  transport: new AmqpTransport({ url }),
  queueName,
  around: tracing.around,
  afterJobEnd: (ctx) => {
    if (ctx.jobTry === 2) process.stdout.write(`${JSON.stringify(spans())}\n`)
  },
  handleSignals: true,
})
await worker.run()

function spans() {
  return exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    kind: span.kind,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    status: span.status.code,
    events: span.events.map(({ name }) => name),
  }))
}
