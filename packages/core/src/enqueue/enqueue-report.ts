import { sentAfter } from '../errors/arq-error.js'
import type { EnqueueEvent, EventJob } from '../events/enqueue-event.js'
import { eventError } from '../events/event-error.js'
import type { EventSink } from '../events/event-hub.js'
import type { Clock } from '../time/clock.js'
import { traceFailed, traceSent } from './enqueue-trace.js'
import type { JobDraft } from './job-draft.js'

interface EnqueueReportParts {
  readonly events: EventSink<EnqueueEvent>
  readonly clock: Clock
}

/** `undefined` when nobody wants to know how this call ends, as is the rule: it costs each job something. */
export function reportOf(draft: JobDraft, parts: EnqueueReportParts): EnqueueReport | undefined {
  const { events } = parts
  return draft.trace ||
    events.hears('jobEnqueued') ||
    events.hears('jobExists') ||
    events.hears('enqueueFailed')
    ? new EnqueueReport(draft, parts)
    : undefined
}

/** Tells how one call ends. */
class EnqueueReport {
  readonly #draft: JobDraft
  readonly #parts: EnqueueReportParts
  readonly #sinceMs: number

  constructor(draft: JobDraft, parts: EnqueueReportParts) {
    this.#draft = draft
    this.#parts = parts
    this.#sinceMs = parts.clock.monotonicNow()
  }

  /** @param wasSent not so when a job of its id exists */
  ended(wasSent: boolean): void {
    const { trace, dueAtMs } = this.#draft
    if (trace) traceSent(trace, wasSent)
    const { events } = this.#parts
    if (wasSent) {
      const dueAt = dueAtMs === undefined ? undefined : new Date(dueAtMs)
      events.emit({ type: 'jobEnqueued', ...this.#said(), dueAt })
    } else events.emit({ type: 'jobExists', ...this.#said() })
  }

  failed(thrown: unknown): void {
    const { trace } = this.#draft
    if (trace) traceFailed(trace, thrown)
    const error = eventError(thrown)
    const sent = sentAfter(thrown)
    this.#parts.events.emit({ type: 'enqueueFailed', ...this.#said(), error, sent })
  }

  #said(): EventJob & { readonly durationMs: number } {
    const { jobId, function: task, queueName, jobTry } = this.#draft.message
    const durationMs = this.#parts.clock.monotonicNow() - this.#sinceMs
    return { jobId, task, queueName, jobTry, durationMs }
  }
}
