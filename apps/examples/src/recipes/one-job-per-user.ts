import type { Client } from '@arq/client'
import { task } from '@arq/core'

export const exportData = task({
  name: 'export_data',
  // The id is free again when the result goes: one export an hour, and the last one can be fetched meanwhile.
  keepResult: '1h',
  run: (_ctx, userId: number) => ({ file: `exports/${String(userId)}.zip` }),
})

/** However often the button is pressed, in whatever tab: the job that is there, or a new one. */
export async function exportFor(client: Client, userId: number) {
  const jobId = `export:${String(userId)}`
  const job = await client.enqueueJob(exportData, [userId], { jobId })
  return job ?? client.getJob(jobId, exportData)
}
