import { createClient } from '@arq/client'
import { task, type Transport } from '@arq/core'

export const multiply = task('multiply', (_ctx, a: number, b: number) => a * b)

/**
 * RabbitMQ alone is enough to have results: without a result store the worker sends each one straight back to the client
 * that enqueued the job. What needs a store then (`status()`, `info()`) says so: `ARQ_UNSUPPORTED`.
 */
export async function multiplyElsewhere(transport: Transport): Promise<number> {
  await using client = await createClient({ transport })
  const job = await client.enqueueJob(multiply, [6, 7])
  return await job.result({ timeout: '30s' })
}
