import type { Client } from '@arq/client'
import { isArqError } from '@arq/core'

/** What `DELETE /jobs/:id` answers. */
export interface Cancelled {
  readonly httpStatus: 200 | 202 | 404 | 409
  readonly status: 'aborted' | 'ended' | 'stopping' | 'unknown'
}

/** Whoever may cancel this job is for your session to say: the id is no secret. */
export async function cancelJob(client: Client, jobId: string): Promise<Cancelled> {
  try {
    const wasStopped = await client.getJob(jobId).abort({ timeout: '8s' })
    return wasStopped
      ? { httpStatus: 200, status: 'aborted' }
      : { httpStatus: 409, status: 'ended' }
  } catch (error) {
    if (!isArqError(error)) throw error
    if (error.code === 'ARQ_JOB_NOT_FOUND') return { httpStatus: 404, status: 'unknown' }
    // Asked, and not yet known to have stopped: ask again, or show its status.
    if (error.code === 'ARQ_ABORT_TIMEOUT') return { httpStatus: 202, status: 'stopping' }
    throw error
  }
}
