import type { Client } from '@arq/client'

/**
 * For what no job must meet, such as a change of tables: the workers of a queue take nothing more, those that run a job end
 * it, then the work is done, and they go on. Jobs that are enqueued meanwhile wait.
 */
export async function whileNothingRuns(
  client: Client,
  queue: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await client.drain({ queue })
    await work()
  } finally {
    await client.resume({ queue })
  }
}
