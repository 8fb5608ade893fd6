import { describeThrown } from '@arq/core'
import type * as Api from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'

/** Whatever was thrown. */
export function markFailed(span: Span, thrown: unknown, { SpanStatusCode }: typeof Api): void {
  const { name, message, code, stack } = describeThrown(thrown)
  span.setAttribute('error.type', code ?? name)
  span.recordException({ name, message, stack })
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}
