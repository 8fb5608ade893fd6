import type * as v from 'valibot'

import type { RawQueue } from '../raw-queue/consume-raw.js'
import type { workerSettingsSchema } from './worker-settings.js'

/** A queue that a worker works on. */
export interface WorkerQueue {
  readonly name: string
  /** Its share of the starts while other queues have waiting jobs too. */
  readonly weight: number
  /** Jobs of it that run at once. */
  readonly limit: number
}

/** The settings that say which queues a worker works on. */
export type QueueChoice = Pick<
  v.InferOutput<typeof workerSettingsSchema>,
  'queues' | 'queueName' | 'maxConcurrentJobs' | 'prefetchCount' | 'functions' | 'cronJobs'
>

/** Jobs that run at once, over all queues. */
export const concurrencyOf = (settings: QueueChoice): number =>
  Math.min(settings.maxConcurrentJobs, settings.prefetchCount)

/** Runs at once, messages of others among them. */
export const slotCountOf = (settings: QueueChoice, raw: readonly RawQueue[]): number =>
  raw.reduce(
    (sum, { concurrency }) => sum + concurrency,
    workerQueues(settings).length > 0 ? concurrencyOf(settings) : 0,
  )

/** The queues that the settings name, in their order. */
export function workerQueues(settings: QueueChoice): readonly WorkerQueue[] {
  const most = concurrencyOf(settings)
  const { queues, queueName, functions, cronJobs } = settings
  // It has no task that a job could be of: it is there for queues of others.
  if (functions.length + cronJobs.length === 0 && !queues && queueName === undefined) return []
  if (!queues) return [{ name: queueName ?? 'default', weight: 1, limit: most }]
  return queues.map(({ name, weight, maxConcurrentJobs }) => ({
    name,
    weight,
    limit: Math.min(maxConcurrentJobs ?? most, most),
  }))
}
