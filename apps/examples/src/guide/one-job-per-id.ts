import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

let charges = 0
const charge = task('charge', (ctx, order: string) => {
  charges += 1
  // The same in every try: other systems know by it that they have done this before.
  const key = ctx.idempotencyKey('charge')
  return { order, key }
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [charge], ...servers })
void worker.run()
const client = await createClient(servers)

const order = `order-${Date.now()}`
const calls = Array.from({ length: 100 }, () =>
  client.enqueueJob(charge, [order], { jobId: `charge:${order}` }),
)
const made = (await Promise.all(calls)).filter((job) => job !== null)
console.log(`${calls.length} calls, ${made.length} job`)
for (const job of made) {
  const { key } = await job.result()
  console.log(`charged ${charges} time, with a key of ${key.length} characters`)
}

// While its result is kept, the id stays taken.
const again = await client.enqueueJob(charge, [order], { jobId: `charge:${order}` })
console.log('once more:', again)

// Whoever knows the id finds the job.
console.log(`it is ${await client.getJobStatus(`charge:${order}`)}`)

await client.close()
await worker.stop()
