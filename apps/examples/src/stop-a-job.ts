import { setTimeout as sleep } from 'node:timers/promises'

import type { Client } from '@arq/client'
import { task } from '@arq/core'

export const printReport = task('print_report', async (ctx, pages: number) => {
  for (let page = 1; page <= pages; page += 1) {
    ctx.progress({ page })
    // What takes long is given the signal, here as in `fetch(url, { signal: ctx.signal })`.
    await sleep(1000, undefined, { signal: ctx.signal })
  }
})

/**
 * Called by whatever process, of which the job's id is all that is known.
 * @returns whether it was stopped; `false` when it had ended already
 */
export const stopReport = (client: Client, jobId: string): Promise<boolean> =>
  client.getJob(jobId).abort()
