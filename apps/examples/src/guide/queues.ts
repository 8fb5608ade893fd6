import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

/** Its jobs go to a queue of their own, unless the call names another one. */
const render = task({
  name: 'render',
  queueName: 'reports',
  run: (ctx, month: string) => `${month}, from the queue ${ctx.queueName}`,
})
const welcome = task('welcome', (ctx, to: string) => `${to}, from the queue ${ctx.queueName}`)

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({
  functions: [render, welcome],
  ...servers,
  maxConcurrentJobs: 10,
  // While both have jobs, three of four that start are mails; and of reports never more than two run at once.
  queues: [
    { name: 'mails', weight: 3 },
    { name: 'reports', weight: 1, maxConcurrentJobs: 2 },
  ],
})
void worker.run()
const client = await createClient(servers)

const report = await client.enqueueJob(render, ['May'])
console.log(await report.result())
const mail = await client.enqueueJob(welcome, ['Ada'], { queueName: 'mails' })
console.log(await mail.result())
const urgent = await client.enqueueJob(render, ['June'], { queueName: 'mails' })
console.log(await urgent.result())

await client.close()
await worker.stop()
