import type { AnyTask, Transport } from '@arq/core'
import { ConfigurationError } from '@arq/core'
import { backoffMs } from '@arq/core/internal'

import { texts } from '../texts.js'
import type { RunPolicies, RunPolicy } from './run-policy.js'

/**
 * A retry waits in the broker. A broker that delays nothing, or not long enough, could only break a back-off silently.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the task whose retries would have to wait
 */
export function refuseDelayedRetries(
  { capabilities, description: transport }: Transport,
  policies: RunPolicies,
  tasks: readonly AnyTask[],
): void {
  const longestMs = capabilities.delay?.longestMs ?? 0
  const waiting = tasks.find((task) => longestBackoffMs(policies.of(task)) > longestMs)
  if (!waiting) return
  const task = waiting.name
  const text = capabilities.delay
    ? texts.retriesTooFarApart({ task, transport, longest: longestMs / 1000 })
    : texts.noDelayedRetries({ task, transport })
  throw new ConfigurationError('Worker settings', [{ path: 'retryBackoff', text }])
}

/** The wait before the last permitted retry, without its random share; 0: no retry waits. */
function longestBackoffMs({ maxRetries, backoffMs: baseMs }: RunPolicy): number {
  return maxRetries === 0 ? 0 : backoffMs(maxRetries, { baseMs, jitter: 0 }, 0)
}
