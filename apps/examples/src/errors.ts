import type { Client } from '@arq/client'
import { ArqError, task } from '@arq/core'
import * as v from 'valibot'

export const ship = task({
  name: 'ship',
  input: v.object({ order: v.string(), parcels: v.pipe(v.number(), v.minValue(1)) }),
  run: (_ctx, { order }) => order,
})

/** What a web server answers. The code decides, never the text: texts may change, and exist in two languages. */
export async function answerOf(client: Client, order: string, parcels: number): Promise<number> {
  try {
    const job = await client.enqueueJob(ship, { order, parcels }, { jobId: `ship:${order}` })
    return job ? 202 : 409
  } catch (error) {
    if (!(error instanceof ArqError)) throw error
    if (error.code === 'ARQ_INVALID_ARGUMENTS') return 400
    // The same call may succeed later. Where `sent` is `unknown` the broker may have the job: the jobId keeps it one.
    if (error.retryable) return 503
    throw error
  }
}
