import { type Around, isArqError } from '@arq/core'
import type * as Api from '@opentelemetry/api'
import type { Tracer } from '@opentelemetry/api'

import { spanAttributes, spanName } from './span-attributes.js'
import { markFailed } from './span-errors.js'

interface ProcessSpansParts {
  readonly api: typeof Api
  readonly tracer: Tracer
  readonly system: string
}

/** A span for each run, active inside the task. Its parent is the enqueue of the job, for each try the same. */
export function traceRuns({ api, tracer, system }: ProcessSpansParts): Around<object> {
  const { context, propagation, ROOT_CONTEXT, SpanKind, trace } = api
  return async (ctx, run) => {
    const { queueName, jobId, taskName, jobTry } = ctx
    const job = { system, operation: 'process', queueName, jobId, taskName } as const
    const attributes = spanAttributes(job)
    attributes['arq.job.try'] = jobTry
    const parent = propagation.extract(ROOT_CONTEXT, ctx.headers)
    const span = tracer.startSpan(spanName(job), { kind: SpanKind.CONSUMER, attributes }, parent)
    try {
      await context.with(trace.setSpan(parent, span), run)
    } catch (error) {
      // Who throws Retry has asked for another run: nothing has failed.
      if (isArqError(error) && error.code === 'ARQ_JOB_RETRY') span.addEvent('retry')
      else markFailed(span, error, api)
      throw error
    } finally {
      span.end()
    }
  }
}
