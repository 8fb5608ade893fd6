import { createClient } from '@arq/client'
import { JobAborted, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const print = task('print', async (ctx, pages: number) => {
  for (let page = 1; page <= pages; page += 1) {
    // What takes long is given the signal, as in fetch(url, { signal: ctx.signal }); a loop asks it.
    ctx.signal.throwIfAborted()
    ctx.progress({ page })
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return pages
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [print], ...servers })
void worker.run()
const client = await createClient(servers)

// One that runs.
const long = await client.enqueueJob(print, [1_000_000])
for await (const { progress } of long.updates()) if (progress !== undefined) break
console.log(`a running one is stopped: ${await long.abort()}`)
const end: unknown = await long.result().catch((error: unknown) => error)
console.log(`its result: ${end instanceof JobAborted ? end.code : 'none'}`)

// One that waits; by whom it was enqueued does not matter, its id is enough.
const { jobId } = await client.enqueueJob(print, [1], { deferBy: '1h' })
console.log(`a waiting one is stopped: ${await client.getJob(jobId).abort()}`)

// One that has ended.
const short = await client.enqueueJob(print, [2])
await short.result()
console.log(`an ended one is stopped: ${await short.abort()}`)

await client.close()
await worker.stop()
