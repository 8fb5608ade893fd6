import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const remind = task('remind', (ctx, of: string) => ({ of, startedAt: ctx.startTime }))

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [remind], ...servers })
void worker.run()
const client = await createClient(servers)

// After a time. It waits at the broker and takes no slot of a worker.
const licence = await client.enqueueJob(remind, ['a new licence'], { deferBy: '365d' })
// At a moment. One that could not be started within ten minutes of it is not run any more.
const moment = new Date(Date.now() + 1000)
const meeting = await client.enqueueJob(remind, ['the meeting'], {
  deferUntil: moment,
  expires: '10m',
})

const { of, startedAt } = await meeting.result()
console.log(`${of}: started before its moment: ${new Date(startedAt) < moment}`)

// The short delay has not waited behind the long one.
console.log(`a new licence: ${await licence.status()}`)
const waits = await licence.info()
console.log(`due in ${Math.round((Number(waits.deferUntil) - Date.now()) / 86_400_000)} days`)

// What waits can be stopped, and never starts then.
console.log(`stopped: ${await licence.abort()}`)

await client.close()
await worker.stop()
