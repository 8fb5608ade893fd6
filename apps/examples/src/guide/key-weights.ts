import { setTimeout } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const begun: string[] = []
/** All tenants together have one place, so that the order can be seen; in earnest it is as many as there are slots. */
const render = task({
  name: 'render',
  run: (ctx, tenant: string, page: number) => begun.push(`${tenant} ${String(page)}`),
  concurrency: {
    key: (tenant) => tenant,
    total: 1,
    weight: (tenant) => (tenant === 'acme' ? 2 : 1),
  },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const client = await createClient(servers)
// None begins until workers have looked at all of them.
await client.limits.set('render', { total: 0 })
const worker = new Worker({ functions: [render], ...servers })
void worker.run()

const jobs = []
for (const [tenant, pages] of [
  ['big', 1000],
  ['acme', 4],
  ['small', 2],
] as const) {
  for (let page = 1; page <= pages; page += 1) {
    jobs.push(await client.enqueueJob(render, [tenant, page]))
  }
}
for (let waiting = 0; waiting < jobs.length;) {
  await setTimeout(50)
  waiting = 0
  for await (const key of client.limits.list('render')) waiting += key.waiting
}
await client.limits.reset('render')
for (const job of jobs) await job.result()
console.log(begun.slice(0, 9).join(', '))

await client.close()
await worker.stop()
