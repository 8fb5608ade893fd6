import {
  type EnqueuedJob,
  type EnqueueEvent,
  type EnqueueOptions,
  type Enqueuer,
  parseSettings,
  type ResultStore,
  UnsupportedError,
} from '@arq/core'
import {
  type EventSink,
  flowOptionsSchema,
  type FlowSending,
  JobEnqueuer,
  JobReader,
  portTexts,
  sendFlow,
  type TextLogger,
} from '@arq/core/internal'

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
  const enqueueFlow: Enqueuer['enqueueFlow'] = async (root, options = {}) => {
    const { jobId } = parseSettings('options of enqueueFlow()', flowOptionsSchema, options)
    const sent = await sendFlow(flowSending(parts, enqueuer), root, jobId)
    return { id: sent.jobId, ...sent }
  }
  // One function stands behind all overloads; `null` comes back only where a jobId was given.
  return { enqueueJob, enqueueFlow } as Enqueuer
}

/** @throws UnsupportedError `ARQ_UNSUPPORTED` without a store that keeps entries */
function flowSending(
  { settings: { clock, enqueue }, resultStore: store }: TaskEnqueuerParts,
  enqueuer: JobEnqueuer,
): FlowSending {
  if (!store?.entries) {
    const text = portTexts.needsEntries({ what: 'ctx.client.enqueueFlow()' })
    throw new UnsupportedError(text, { missing: 'entries' })
  }
  return {
    ...{ store, entries: store.entries, clock, settings: enqueue },
    sender: {
      draft: (request) => enqueuer.draft(request),
      hold: (draft, write, keptMs) => enqueuer.hold(draft, write, keptMs),
      send: (draft) => enqueuer.enqueue(draft, () => undefined),
    },
  }
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
