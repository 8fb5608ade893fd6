import { silentLogger } from '@arq/core'
import { createDashboard, type Dashboard } from '@arq/dashboard'
import { MemoryResultStore, MemoryTransport } from '@arq/memory'

import { CRON_JOBS } from '../world/live-worker.js'
import type { LiveWorld } from '../world/live-world.js'
import { QUEUE } from '../world/names.js'
import { TASKS } from '../world/tasks.js'

/** A dashboard of a world, with everything allowed: it is the reader's own. */
export const openDashboard = ({ broker, records }: LiveWorld): Dashboard =>
  createDashboard({
    transport: new MemoryTransport({ broker }),
    resultStore: new MemoryResultStore({ records }),
    queues: [QUEUE],
    tasks: TASKS,
    cronJobs: CRON_JOBS,
    refreshEvery: '1s',
    sampleEvery: '1s',
    logger: silentLogger,
    authorize: () => ({ user: 'reader', permissions: ['view', 'act', 'enqueue'] }),
  })
