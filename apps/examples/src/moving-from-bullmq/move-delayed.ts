import { createClient } from '@arq/client'
import { Queue } from 'bullmq'

import { resultStore, transport } from './servers.js'

const { REDIS_URL = 'redis://localhost:6379' } = process.env
const queue = new Queue('emails', { connection: { url: REDIS_URL } })
await using client = await createClient({ transport, resultStore })

// What is due sooner is left to the old worker: it might start a job between the two calls.
const from = Date.now() + 3_600_000
for (const job of await queue.getDelayed()) {
  const due = job.timestamp + job.delay
  if (due < from) continue
  // The id makes it one job, should this program die here and be run again.
  const jobId = `bullmq:${job.id}`
  await client.enqueueJob(job.name, [job.data], { jobId, deferUntil: new Date(due) })
  await job.remove()
}
await queue.close()
