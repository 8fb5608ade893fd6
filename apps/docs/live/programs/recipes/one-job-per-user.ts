import { createClient } from '@arq/client'
import { Worker } from '@arq/worker'

import { exportData, exportFor } from '../../../../examples/src/recipes/one-job-per-user.js'
import { servers } from '../../src/stand-ins/servers.js'

const client = await createClient(servers())
// Three presses of the button, at once.
const jobs = await Promise.all([1, 2, 3].map(() => exportFor(client, 42)))
console.log(`${jobs.length} calls, ${new Set(jobs.map(({ jobId }) => jobId)).size} job`)

const worker = new Worker({ functions: [exportData], ...servers() })
void worker.run()
const exports = await Promise.all(jobs.map((job) => job.result()))
console.log(`all have ${[...new Set(exports.map(({ file }) => file))].join()}`)

await client.close()
await worker.stop()
