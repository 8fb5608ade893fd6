import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const url = 'amqp://localhost:5672'
const greet = task('greet', (_ctx, name: string) => `Hello, ${name}!`)

const worker = new Worker({ functions: [greet], transport: new AmqpTransport({ url }) }) // or in another process
const running = worker.run()

await using client = await createClient({ transport: new AmqpTransport({ url }) })
const job = await client.enqueueJob(greet, ['world'], { deferBy: '250ms' })
console.log(await job.result()) // Hello, world!, and it is a string for TypeScript, too

await worker.stop()
await running
