import { isArqError } from '@arq/core'

import type { OpenClient } from './with-client.js'

/**
 * Names of the signals that a job waits for.
 * @returns `undefined`: nothing is known of the job
 */
export async function awaitedSignals(
  { client }: OpenClient,
  jobId: string,
): Promise<readonly string[] | undefined> {
  try {
    const signals = await client.getJob(jobId).signals()
    return signals.filter(({ state }) => state === 'waiting').map(({ name }) => name)
  } catch (error) {
    if (isArqError(error) && error.code === 'ARQ_JOB_NOT_FOUND') return undefined
    throw error
  }
}
