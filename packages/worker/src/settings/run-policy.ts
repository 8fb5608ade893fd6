import { type AnyTask, durationToMs, type Lifetime, lifetimeToMs, type TaskPolicy } from '@arq/core'

import type { ResolvedWorkerSettings } from './resolve-worker-settings.js'

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
  /** Each job needs a place, or a start, under the limits of its key. */
  readonly isKeyed: boolean
}

function runPolicy(settings: ResolvedWorkerSettings, task: AnyTask | undefined): RunPolicy {
  const { timeout, retryBackoff, keepResult } = task ?? {}
  return {
    timeoutMs: timeout === undefined ? settings.jobTimeoutMs : durationToMs(timeout, 'timeout'),
    maxRetries: task?.maxRetries ?? settings.maxRetries,
    backoffMs:
      retryBackoff === undefined
        ? settings.retryBackoffMs
        : durationToMs(retryBackoff, 'retryBackoff'),
    jitter: settings.retryJitter,
    retryOn: task?.retryOn ?? settings.retryOn,
    retryIf: task?.retryIf ?? settings.retryIf,
    resultTtl:
      keepResult === undefined ? settings.resultTtl : lifetimeToMs(keepResult, 'keepResult'),
    isKeyed: (task?.concurrency ?? task?.rate) !== undefined,
  }
}

/** The policies of a worker's tasks, each worked out once. */
export class RunPolicies {
  readonly #settings: ResolvedWorkerSettings
  readonly #byTask = new WeakMap<AnyTask, RunPolicy>()
  /** For jobs whose task this worker does not have. */
  readonly fallback: RunPolicy

  constructor(settings: ResolvedWorkerSettings) {
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
    return Math.max(0, ...tasks.map((task) => this.of(task).timeoutMs))
  }
}
