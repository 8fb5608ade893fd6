import type { EnqueuedJob, EnqueueOptions, Enqueuer, Logger, ResultStore } from '@arq/core'
import { jsonCodec } from '@arq/core'
import { durationToMs, JobEnqueuer, JobReader } from '@arq/core/internal'

import type { ParsedWorkerSettings } from './worker-settings.js'

const DAY_MS = 86_400_000

interface TaskEnqueuerParts {
  readonly settings: ParsedWorkerSettings
  readonly resultStore: ResultStore | undefined
  readonly logger: Logger
  /** Where jobs go that name no queue. */
  readonly queueName: string
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
    if (!(await enqueuer.enqueue(draft))) return null
    const { jobId, queueName } = draft.message
    return { id: jobId, jobId, queueName }
  }
  // One function stands behind all overloads; `null` comes back only where a jobId was given.
  return { enqueueJob } as Enqueuer
}

function jobEnqueuer({ settings, resultStore, logger, queueName }: TaskEnqueuerParts): JobEnqueuer {
  const { transport, clock, keepResult, jobResultTtl } = settings
  const ttl = keepResult ?? jobResultTtl
  return new JobEnqueuer({
    transport,
    resultStore,
    codec: jsonCodec,
    clock,
    logger,
    queueName,
    expiresMs: DAY_MS,
    tracksQueued: true,
    claimLeaseMs: 60_000,
    compressAboveBytes: undefined,
    resultTtl: ttl === 'forever' ? ttl : durationToMs(ttl, 'jobResultTtl'),
  })
}
