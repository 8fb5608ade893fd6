import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

import { createOutbox, MemoryOutbox, outboxRelay } from '../../../outbox/src/index.js'
import { traceJobs } from '../../src/index.js'
import { afterwards } from '../setup.js'

const WORKER = fileURLToPath(new URL('traced-worker.js', import.meta.url))

/** What the worker prints of a span. */
interface TracedSpan {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentId?: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: number
  readonly events: readonly string[]
}

const exporter = new InMemorySpanExporter()
beforeAll(() => {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  trace.setGlobalTracerProvider(provider)
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterEach(() => exporter.reset())

function rabbitUrl(): string {
  const url = process.env['ARQ_TEST_RABBITMQ_URL']
  if (url === undefined) throw new Error('ARQ_TEST_RABBITMQ_URL is not set: run npm test')
  return url
}

/** A client of a queue of its own, traced. */
async function setup() {
  const queueName = `test-telemetry-${String(process.pid)}-${String(performance.now())}`
  const transport = new AmqpTransport({ url: rabbitUrl() })
  const client = await createClient({ transport, queueName, logger: silentLogger })
  const tracing = await traceJobs()
  afterwards(async () => {
    tracing.close()
    await client.close()
  })
  return { client, queueName }
}

/** The spans of a worker in a process of its own, once its job has ended. */
async function spansOfWorker(queueName: string): Promise<readonly TracedSpan[]> {
  const worker = spawn(process.execPath, [WORKER, rabbitUrl(), queueName], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  afterwards(async () => {
    worker.kill('SIGTERM')
    await once(worker, 'exit')
  })
  for await (const line of createInterface(worker.stdout)) {
    // The others are its log.
    if (line.startsWith('[')) return JSON.parse(line) as readonly TracedSpan[]
  }
  throw new Error('the worker has ended')
}

describe('a trace', () => {
  it('goes from a transaction over its outbox and a relay into the task of another process', async () => {
    const { client, queueName } = await setup()
    const database = new MemoryOutbox()
    const tracer = trace.getTracer('the caller')
    await tracer.startActiveSpan('order', async (span) => {
      await database.transaction((tx) => createOutbox({ queueName })(tx).enqueue('traced'))
      span.end()
    })
    // A relay that somebody has started within a span of theirs.
    await tracer.startActiveSpan('start', async (span) => {
      await outboxRelay({ database, client, logger: silentLogger }).drain()
      span.end()
    })
    const spans = await spansOfWorker(queueName)
    const sent = exporter.getFinishedSpans()
    const order = sent.find(({ name }) => name === 'order')!.spanContext()
    const [ofRow, ofRelay] = sent.filter(({ name }) => name === `send ${queueName}`)
    expect(ofRow!.parentSpanContext?.spanId).toBe(order.spanId)
    expect(ofRelay!.parentSpanContext?.spanId).toBe(ofRow!.spanContext().spanId)
    const [run] = spans.filter(({ name }) => name === `process ${queueName}`)
    expect(run).toMatchObject({
      traceId: order.traceId,
      parentId: ofRelay!.spanContext().spanId,
    })
  })

  it('goes from the caller over a delay and a retry into the task of another process', async () => {
    const { client, queueName } = await setup()
    const tracer = trace.getTracer('the caller')
    const job = await tracer.startActiveSpan('request', async (span) => {
      const enqueued = await client.enqueueJob('traced', [], { deferBy: '50ms' })
      span.end()
      return enqueued
    })
    const spans = await spansOfWorker(queueName)
    const [send, request] = exporter.getFinishedSpans()
    const { traceId, spanId } = send!.spanContext()
    expect(request!.spanContext().traceId).toBe(traceId)
    expect(send!.parentSpanContext?.spanId).toBe(request!.spanContext().spanId)
    expect(send).toMatchObject({
      name: `send ${queueName}`,
      kind: SpanKind.PRODUCER,
      attributes: {
        'messaging.system': 'rabbitmq',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': queueName,
        'messaging.message.id': job.jobId,
        'arq.task': 'traced',
      },
    })

    const runs = spans.filter(({ name }) => name === `process ${queueName}`)
    expect(runs).toMatchObject([
      { attributes: { 'arq.job.try': 1 }, events: ['retry'], status: SpanStatusCode.UNSET },
      { attributes: { 'arq.job.try': 2 }, events: [], status: SpanStatusCode.UNSET },
    ])
    for (const run of runs) {
      expect(run).toMatchObject({
        kind: SpanKind.CONSUMER,
        traceId,
        parentId: spanId,
        attributes: { 'messaging.operation.type': 'process', 'messaging.message.id': job.jobId },
      })
    }
    const insides = spans.filter(({ name }) => name === 'inside')
    expect(insides.map(({ parentId }) => parentId)).toEqual(runs.map((run) => run.spanId))
    const child = spans.find(({ name }) => name === `send ${queueName}.children`)
    expect(child).toMatchObject({ traceId, parentId: runs[1]?.spanId, kind: SpanKind.PRODUCER })
  })
})
