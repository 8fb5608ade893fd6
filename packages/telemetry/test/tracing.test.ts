import { task } from '@arq/core'
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

import { traceJobs } from '../src/index.js'
import { afterwards, setup } from './setup.js'

const exporter = new InMemorySpanExporter()
beforeAll(() => {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  trace.setGlobalTracerProvider(provider)
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
})
afterEach(() => exporter.reset())

const add = task('add', async (_ctx, a: number, b: number) => a + b)

async function traced() {
  const tracing = await traceJobs({ system: 'memory' })
  afterwards(() => tracing.close())
  return tracing
}

describe('the span of a call that enqueues', () => {
  it('says why it failed', async () => {
    await traced()
    const { client, transport } = await setup({ functions: [add] })
    transport.publish = () => Promise.reject(new RangeError('too far'))
    await client.enqueueJob(add, [1, 2]).catch(() => undefined)
    const spans = exporter.getFinishedSpans()
    expect(spans).toMatchObject([
      {
        name: 'send default',
        attributes: { 'messaging.system': 'memory', 'error.type': 'RangeError' },
        status: { code: SpanStatusCode.ERROR, message: 'too far' },
        events: [{ name: 'exception' }],
      },
    ])
  })

  it('goes on with the trace that its headers name, where nobody is in a span', async () => {
    await traced()
    const { client } = await setup({ functions: [add] })
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`
    await client.enqueueJob(add, [1, 2], { headers: { traceparent } })
    const [span] = exporter.getFinishedSpans()
    expect(span?.spanContext().traceId).toBe(traceId)
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331')
  })

  it('goes on with the trace that its headers name, though its caller is in a span', async () => {
    await traced()
    const { client } = await setup({ functions: [add] })
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`
    const own = trace.getTracer('the caller').startSpan('own')
    // As a context manager has it; none is registered here.
    const active = jest.spyOn(context, 'active').mockReturnValue(trace.setSpan(ROOT_CONTEXT, own))
    await client.enqueueJob(add, [1, 2], { headers: { traceparent } })
    await client.enqueueJob(add, [1, 2])
    active.mockRestore()
    expect(exporter.getFinishedSpans().map((span) => span.spanContext().traceId)).toEqual([
      ...[traceId, own.spanContext().traceId],
    ])
  })

  it('is made no more after close', async () => {
    const tracing = await traced()
    tracing.close()
    const { client } = await setup({ functions: [add] })
    await client.enqueueJob(add, [1, 2])
    expect(exporter.getFinishedSpans()).toEqual([])
  })
})

describe('the span of a run', () => {
  it('says what the task threw, which stays the error of the job', async () => {
    const tracing = await traced()
    const broken = task('broken', async () => {
      throw new TypeError('no such thing')
    })
    const { client, ended } = await setup({ functions: [broken], around: tracing.around })
    const job = await client.enqueueJob(broken)
    await ended(job.jobId)
    expect(await job.info()).toMatchObject({ error: 'TypeError: no such thing' })
    const spans = exporter.getFinishedSpans()
    const send = spans.find(({ name }) => name === 'send default')
    const run = spans.find(({ name }) => name === 'process default')
    expect(run).toMatchObject({
      name: 'process default',
      attributes: { 'arq.task': 'broken', 'error.type': 'TypeError' },
      status: { code: SpanStatusCode.ERROR, message: 'no such thing' },
    })
    expect(run?.parentSpanContext?.spanId).toBe(send?.spanContext().spanId)
    expect((await job.info()).traceId).toBe(send?.spanContext().traceId)
  })

  it('begins a trace where the job brings none', async () => {
    const tracing = await traced()
    const { client, ended } = await setup({ functions: [add], around: tracing.around })
    tracing.close()
    await ended((await client.enqueueJob(add, [1, 2])).jobId)
    expect(exporter.getFinishedSpans()).toMatchObject([{ name: 'process default' }])
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined()
  })
})
