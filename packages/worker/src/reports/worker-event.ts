import type { EnqueueEvent, JobEvent, WorkerLifeEvent } from '@arq/core'

/** What `worker.on` tells of: its jobs, what their tasks enqueue, and the worker itself. */
export type WorkerEvent = JobEvent | EnqueueEvent | WorkerLifeEvent
