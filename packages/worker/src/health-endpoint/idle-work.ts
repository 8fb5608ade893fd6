import type { WorkerQueueInfo } from '@arq/core'

import type { RawQueue } from '../raw-queue/consume-raw.js'
import { type QueueChoice, workerQueues } from '../settings/worker-queues.js'
import type { WorkerStatus } from './worker-status.js'

/** The work of a worker that is not connected yet. */
export function idleWork(
  settings: QueueChoice,
  raw: readonly RawQueue[],
): Pick<WorkerStatus, 'running' | 'queues'> {
  const queues = [
    ...workerQueues(settings).map(({ name, limit }) => idleQueue(name, limit)),
    ...raw.map(({ queueName, concurrency }) => idleQueue(queueName, concurrency)),
  ]
  return { running: 0, queues }
}

const idleQueue = (name: string, slots: number): WorkerQueueInfo => ({
  name,
  slots,
  running: 0,
  waiting: 0,
  isPaused: false,
})
