import { errorText, isArqError } from '@arq/core'
import { readyPayloads, type TextLogger } from '@arq/core/internal'

import type { ResolvedWorkerSettings } from '../settings/resolve-worker-settings.js'
import { texts } from '../texts.js'

/**
 * Before the first job. A store that is away for now is no reason not to start: jobs that need it wait.
 * @throws what says that it can never work as it is set up
 */
export async function startPayloads(
  { transport, resultStore, enqueue }: ResolvedWorkerSettings,
  logger: TextLogger,
): Promise<void> {
  try {
    await readyPayloads({ transport, resultStore, payloads: enqueue.payloads })
  } catch (error) {
    if (isArqError(error) && !error.retryable) throw error
    logger.warn(texts.payloadStoreNotReady({ problem: errorText(error) }), { error })
  }
}
