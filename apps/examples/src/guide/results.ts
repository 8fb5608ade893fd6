import { createClient } from '@arq/client'
import { ResultTimeout, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const render = task({
  name: 'render',
  keepResult: '7d',
  run: async (ctx, pages: number) => {
    for (let page = 1; page <= pages; page += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      ctx.progress({ page, pages })
    }
    return { pages, file: 'report.pdf' }
  },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [render], ...servers })
void worker.run()
const client = await createClient(servers)

// How far it is, until it has ended: the state now, and at each change.
const job = await client.enqueueJob(render, [5])
for await (const { status, progress } of job.updates()) {
  if (status === 'completed') console.log(status, JSON.stringify(progress))
}

// What it returned; typed by the task.
const { file } = await job.result({ timeout: '30s' })
console.log(file)

// In another process, where the id is all that is known.
const known = client.getJob(job.jobId, render)
console.log((await known.result()).pages)

// All that is known of it.
const info = await known.info()
console.log(info.function, info.queueName, info.status, `try ${info.jobTry}`)

// Whoever does not want to wait for ever says so. The job goes on.
const slow = await client.enqueueJob(render, [1], { deferBy: '1h' })
const error: unknown = await slow.result({ timeout: '100ms' }).catch((reason: unknown) => reason)
if (error instanceof ResultTimeout) console.log(error.code, await slow.status())
await slow.abort()

await client.close()
await worker.stop()
