import { createClient } from '@arq/client'
import { task, type TasksOf } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const square = task('square', (_ctx, n: number) => n * n)
const tenant = task('tenant', (ctx) => ctx.headers['tenant'] ?? 'nobody')
const functions = [square, tenant] as const

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions, ...servers })
void worker.run()
const client = await createClient<TasksOf<typeof functions>>(servers)

// One job; it is on the broker's disk when the call resolves.
const one = await client.enqueueJob(square, [7])
console.log(await one.result({ timeout: '1m' }))

// By name, with types: this program need not import the task.
const named = await client.enqueueJob('square', [8])
console.log(await named.result({ timeout: '1m' }))

// With options.
const ofAcme = await client.enqueueJob(tenant, [], {
  headers: { tenant: 'acme' },
  expires: '10m',
})
console.log(await ofAcme.result({ timeout: '1m' }))

// A batch: all are checked before any is sent.
const batch = await client.enqueueJobs([
  { function: square, args: [1] },
  { function: square, args: [2] },
  { function: tenant, headers: { tenant: 'globex' } },
])
console.log(await Promise.all(batch.map((job) => job.result({ timeout: '1m' }))))

// As many as there are, with few of them in memory at a time.
function* numbers() {
  for (let n = 1; n <= 1000; n += 1) yield { function: square, args: [n] as [number] }
}
let enqueued = 0
for await (const job of client.enqueueJobStream(numbers(), { windowSize: 100 })) {
  enqueued += 1
  if (enqueued === 1000) console.log(`the last of ${enqueued}: ${await job.result()}`)
}

await client.close()
await worker.stop()
