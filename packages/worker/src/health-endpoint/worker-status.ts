import type { Health, WorkerQueueInfo } from '@arq/core'

import type { WorkerCounts } from '../reports/worker-counts.js'

/** What the health endpoint tells of a worker. */
export interface WorkerStatus {
  readonly workerId: string
  readonly name: string
  readonly health: Health
  readonly slots: number
  readonly running: number
  readonly queues: readonly WorkerQueueInfo[]
  readonly counts: Readonly<WorkerCounts>
}
