import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RocketMQTransport } from '@arq/transport-rocketmq'
import { Worker } from '@arq/worker'

const add = task('add', (_ctx, a: number, b: number) => a + b)

const transport = new RocketMQTransport({ url: 'rocketmq://localhost:9876' })
const worker = new Worker({ functions: [add], transport })
void worker.run()
const client = await createClient({ transport })

const job = await client.enqueueJob(add, [2, 3])
console.log(await job.result({ timeout: '1m' }))

await client.close()
await worker.stop()
