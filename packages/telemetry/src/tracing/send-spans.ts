import { enqueueChannel, type EnqueueTrace } from '@arq/core'
import type * as Api from '@opentelemetry/api'
import type { Span, Tracer } from '@opentelemetry/api'

import { spanAttributes, spanName } from './span-attributes.js'
import { markFailed } from './span-errors.js'

interface SendSpansParts {
  readonly api: typeof Api
  readonly tracer: Tracer
  readonly system: string
}

/** A span for each call that enqueues, from the call to the broker's confirm. Its context travels with the job. */
export function traceEnqueues({ api, tracer, system }: SendSpansParts): () => void {
  const spans = new WeakMap<EnqueueTrace, Span>()
  const end = (trace: EnqueueTrace): void => {
    spans.get(trace)?.end()
    spans.delete(trace)
  }
  const subscribers = {
    start: (message: unknown) => {
      const trace = message as EnqueueTrace
      const { function: taskName, jobId, queueName, headers } = trace.job
      const job = { system, operation: 'send', queueName, jobId, taskName } as const
      const kind = api.SpanKind.PRODUCER
      const context = contextOf(headers, api)
      const options = { kind, attributes: spanAttributes(job) }
      const span = tracer.startSpan(spanName(job), options, context)
      spans.set(trace, span)
      api.propagation.inject(api.trace.setSpan(context, span), headers)
    },
    error: (message: unknown) => {
      const trace = message as EnqueueTrace
      const span = spans.get(trace)
      if (span) markFailed(span, trace.error, api)
      end(trace)
    },
    asyncEnd: (message: unknown) => end(message as EnqueueTrace),
    end: () => undefined,
    asyncStart: () => undefined,
  }
  enqueueChannel.subscribe(subscribers)
  return () => {
    enqueueChannel.unsubscribe(subscribers)
  }
}

/**
 * The context of the caller. One who gives headers that name another trace sends for somebody else: a relay of an outbox,
 * which may have been started within a span, a job that is sent again by hand.
 */
function contextOf(
  headers: Readonly<Record<string, string>>,
  { context, propagation, trace }: typeof Api,
): Api.Context {
  const active = context.active()
  const given = propagation.extract(active, headers)
  const traceIdOf = (one: Api.Context): string | undefined => trace.getSpanContext(one)?.traceId
  return traceIdOf(given) === traceIdOf(active) ? active : given
}
