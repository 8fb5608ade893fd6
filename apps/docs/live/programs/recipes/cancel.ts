import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { Worker } from '@arq/worker'

import { cancelJob } from '../../../../examples/src/recipes/cancel.js'
import { servers } from '../../src/stand-ins/servers.js'

const endless = task('endless', async (ctx) => {
  ctx.progress('begun')
  await new Promise<void>((_resolve, reject) => {
    ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))
  })
})
const quick = task('quick', () => 'done')

const worker = new Worker({ functions: [endless, quick], ...servers() })
void worker.run()
const client = await createClient(servers())

const running = await client.enqueueJob(endless)
for await (const { progress } of running.updates()) if (progress !== undefined) break
console.log('a running job:', await cancelJob(client, running.jobId))
const ended = await client.enqueueJob(quick)
await ended.result()
console.log('one that has ended:', await cancelJob(client, ended.jobId))
console.log('one that nobody knows:', await cancelJob(client, 'no-such-job'))

await client.close()
await worker.stop()
