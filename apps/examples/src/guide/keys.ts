import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

/** Of one tenant at most two run at once, over all workers. */
const importFile = task({
  name: 'import_file',
  run: (ctx, tenant: string, file: string) => `${file} of ${tenant}`,
  concurrency: { key: (tenant) => tenant, limit: 2 },
})
/** The bookings of one account, one after the other in the order in which they were enqueued. */
const booked: number[] = []
const book = task({
  name: 'book',
  run: (ctx, account: string, amount: number) => booked.push(amount),
  concurrency: { key: (account) => account, limit: 1, strictOrder: true },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [importFile, book], ...servers, maxConcurrentJobs: 10 })
void worker.run()
const client = await createClient(servers)

const files = ['a.csv', 'b.csv', 'c.csv'].map((file) =>
  client.enqueueJob(importFile, ['acme', file]),
)
for (const job of await Promise.all(files)) console.log(await job.result())

for (const amount of [10, 20, 30]) await client.enqueueJob(book, ['4711', amount])
const last = await client.enqueueJob(book, ['4711', 40])
await last.result()
console.log(booked.join(', '))

// This tenant has paid for more; from now on, for all workers.
await client.limits.set('import_file', { key: 'acme', limit: 5 })
for await (const { key, running, waiting, limit } of client.limits.list('import_file')) {
  console.log({ key, running, waiting, limit })
}
await client.limits.reset('import_file', { key: 'acme' })

await client.close()
await worker.stop()
