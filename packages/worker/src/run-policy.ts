import type { AnyTask, TaskPolicy } from '@arq/core'
import { durationToMs, type Lifetime } from '@arq/core/internal'

import type { ParsedWorkerSettings } from './worker-settings.js'

/** How the jobs of one task are run by this worker: the task's own values, else the worker's. */
export interface RunPolicy {
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly backoffMs: number
  readonly jitter: number
  readonly retryOn: 'transient' | 'all'
  readonly retryIf: TaskPolicy['retryIf']
  /** How long the result is kept; 0 keeps nothing. */
  readonly resultTtl: Lifetime
}

function runPolicy(settings: ParsedWorkerSettings, task: TaskPolicy | undefined): RunPolicy {
  const keepResult = task?.keepResult ?? settings.keepResult ?? settings.jobResultTtl
  return {
    timeoutMs: durationToMs(task?.timeout ?? settings.jobTimeout, 'jobTimeout'),
    maxRetries: task?.maxRetries ?? settings.maxRetries,
    backoffMs: durationToMs(task?.retryBackoff ?? settings.retryBackoff, 'retryBackoff'),
    jitter: settings.retryJitter,
    retryOn: task?.retryOn ?? settings.retryOn,
    retryIf: task?.retryIf ?? settings.retryIf,
    resultTtl: keepResult === 'forever' ? 'forever' : durationToMs(keepResult, 'keepResult'),
  }
}

/** The policies of a worker's tasks, each worked out once. */
export class RunPolicies {
  readonly #settings: ParsedWorkerSettings
  readonly #byTask = new WeakMap<AnyTask, RunPolicy>()
  /** For jobs whose task this worker does not have. */
  readonly fallback: RunPolicy

  constructor(settings: ParsedWorkerSettings) {
    this.#settings = settings
    this.fallback = runPolicy(settings, undefined)
  }

  of(task: AnyTask): RunPolicy {
    const known = this.#byTask.get(task)
    if (known) return known
    const policy = runPolicy(this.#settings, task)
    this.#byTask.set(task, policy)
    return policy
  }

  /** How long a job of the slowest of these tasks may run. */
  longestRunMs(tasks: readonly AnyTask[]): number {
    return Math.max(...tasks.map((task) => this.of(task).timeoutMs))
  }
}
