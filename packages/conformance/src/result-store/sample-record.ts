import { randomUUID } from 'node:crypto'

import type { JobRecord } from '@arq/core'

const ENQUEUED = '2026-11-22T01:35:00.675+00:00'

/** A record as a client writes it first, of a job of its own. For tests of stores. */
export const sampleRecord = (rest: Partial<JobRecord> = {}): JobRecord => ({
  jobId: randomUUID(),
  status: 'queued',
  functionName: 'send_email',
  args: ['user@example.com', 1],
  kwargs: {},
  queueName: 'default',
  enqueueTime: ENQUEUED,
  retryCount: 0,
  workerId: 'pending',
  startTime: ENQUEUED,
  createdAt: ENQUEUED,
  ...rest,
})
