import { createClient } from '@arq/client'

import { resultStore, transport } from './servers.js'
import { invoice, welcome } from './tasks.js'

await using client = await createClient({ transport, resultStore })
for (const [number, to] of process.argv.slice(2).entries()) {
  // A Python worker runs it.
  const job = await client.enqueueJob(invoice, [to, number], { queueName: 'default' })
  console.log('result', JSON.stringify(await job.result({ timeout: '2m' })))
}
// arq runs it, and a Python program may read its result.
const job = await client.enqueueJob(welcome, ['Ada', 'Hello'], { queueName: 'welcome' })
await job.result({ timeout: '2m' })
console.log('job', job.jobId)
