import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const add = task('add', (_ctx, a: number, b: number) => a + b)

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [add], ...servers })
void worker.run()
const client = await createClient(servers)

const job = await client.enqueueJob(add, [2, 3])
console.log('the job is at the broker')
const sum = await job.result()
console.log(`its result is ${sum}`)

await client.close()
await worker.stop()
