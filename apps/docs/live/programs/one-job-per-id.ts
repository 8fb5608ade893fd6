import { createClient } from '@arq/client'
import { Worker } from '@arq/worker'

import { charge, chargeOnce } from '../../../examples/src/one-job-per-id.js'
import { servers } from '../src/stand-ins/servers.js'

const client = await createClient(servers())
const calls = await Promise.all([1, 2, 3].map(() => chargeOnce(client, 'order-7', 1250)))
console.log(`${calls.length} calls, ${calls.filter((job) => job !== null).length} job`)

const worker = new Worker({ functions: [charge], ...servers() })
void worker.run()
console.log(await client.getJob('charge:order-7', charge).result())

await client.close()
await worker.stop()
