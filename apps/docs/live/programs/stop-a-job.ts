import { createClient } from '@arq/client'
import { Worker } from '@arq/worker'

import { printReport, stopReport } from '../../../examples/src/stop-a-job.js'
import { servers } from '../src/stand-ins/servers.js'

const worker = new Worker({ functions: [printReport], ...servers() })
void worker.run()
const client = await createClient(servers())

const job = await client.enqueueJob(printReport, [100])
for await (const { progress } of job.updates()) if (progress !== undefined) break
console.log('page 1 of 100 is being printed')
console.log(`stopped: ${await stopReport(client, job.jobId)}`)
console.log(`stopped once more: ${await stopReport(client, job.jobId)}`)

await client.close()
await worker.stop()
