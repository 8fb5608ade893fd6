import type { Client } from '@arq/client'
import { task } from '@arq/core'

export const charge = task('charge', (_ctx, order: string, cents: number) => ({ order, cents }))

/**
 * However often it is called, and by however many processes at once: one charge for each order.
 * @returns the job; `null` for everybody but the one whose call made it
 */
export const chargeOnce = (client: Client, order: string, cents: number) =>
  client.enqueueJob(charge, [order, cents], { jobId: `charge:${order}` })
