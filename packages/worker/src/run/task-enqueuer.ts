import type { EnqueuedJob, EnqueueEvent, EnqueueOptions, Enqueuer, ResultStore } from '@arq/core'
import { type EventSink, JobEnqueuer, JobReader, type TextLogger } from '@arq/core/internal'

import type { ResolvedWorkerSettings } from '../settings/resolve-worker-settings.js'

interface TaskEnqueuerParts {
  readonly settings: ResolvedWorkerSettings
  readonly resultStore: ResultStore | undefined
  readonly logger: TextLogger
  /** Where jobs go that name no queue. */
  readonly queueName: string
  readonly events: EventSink<EnqueueEvent>
}

/** `ctx.client`: enqueues jobs over the worker's own connection and store. */
export function createTaskEnqueuer(parts: TaskEnqueuerParts): Enqueuer {
  const enqueuer = jobEnqueuer(parts)
  const reader = new JobReader()
  const enqueueJob = async (
    task: unknown,
    args?: unknown,
    options?: EnqueueOptions,
  ): Promise<EnqueuedJob | null> => {
    const draft = enqueuer.draft(reader.readCall(task, args, options))
    return enqueuer.enqueue(draft, (sent) => {
      if (!sent) return null
      const { jobId, queueName } = sent.message
      return { id: jobId, jobId, queueName }
    })
  }
  // One function stands behind all overloads; `null` comes back only where a jobId was given.
  return { enqueueJob } as Enqueuer
}

function jobEnqueuer(parts: TaskEnqueuerParts): JobEnqueuer {
  const { settings, resultStore, logger, queueName, events } = parts
  const { transport, clock, enqueue } = settings
  return new JobEnqueuer({
    transport,
    resultStore,
    clock,
    logger,
    queueName,
    settings: enqueue,
    events,
  })
}
