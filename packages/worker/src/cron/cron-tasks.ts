import type { AnyTask, Lifetime } from '@arq/core'

import { type CronJob, renamed, SHORTEST_MEMORY_MS } from './cron.js'

/**
 * The tasks of cron jobs, for the worker's registry. Where results are kept for less, those of ticks are kept as long as
 * other workers need to see that a tick has run.
 */
export function cronTasks(jobs: readonly CronJob[], resultTtl: Lifetime): readonly AnyTask[] {
  const isShort = resultTtl !== 'forever' && resultTtl < SHORTEST_MEMORY_MS
  return jobs.map(({ task, unique }) =>
    unique && isShort && task.keepResult === undefined
      ? renamed(task, task.name, { keepResult: SHORTEST_MEMORY_MS / 1000 })
      : task,
  )
}
