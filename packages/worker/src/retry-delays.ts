import type { AnyTask, Transport } from '@arq/core'
import { ConfigurationError } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'
import type { RunPolicies } from './run-policy.js'

/**
 * A retry waits in the broker. Where that holds nothing back, a back-off could only be broken silently: whoever switched
 * delays off says so here, too.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the task whose retries would have to wait
 */
export function refuseDelayedRetries(
  { capabilities, description: transport }: Transport,
  policies: RunPolicies,
  tasks: readonly AnyTask[],
): void {
  if (capabilities.delay !== 'none') return
  const waiting = tasks.find((task) => {
    const { maxRetries, backoffMs } = policies.of(task)
    return maxRetries > 0 && backoffMs > 0
  })
  if (!waiting) return
  const message = renderMessage(messages.noDelayedRetries({ task: waiting.name, transport }))
  throw new ConfigurationError('Worker settings', [{ path: 'retryBackoff', message }])
}
