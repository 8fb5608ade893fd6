import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const serve = task('serve', (_ctx, who: string) => console.log(who))

const transport = new AmqpTransport({
  url: 'amqp://localhost:5672',
  queues: { counter: { type: 'classic', maxPriority: 5 } },
})
const client = await createClient({ transport, queueName: 'counter' })
await client.enqueueJobs([
  { function: serve, args: ['came first'] },
  { function: serve, args: ['is in a hurry'], priority: 3 },
  { function: serve, args: ['is bleeding'], priority: 5 },
])

// What a worker has taken is not overtaken any more: it takes no more than it runs.
await Worker.run({
  functions: [serve],
  transport,
  queueName: 'counter',
  maxConcurrentJobs: 1,
  prefetchCount: 1,
  burstMode: true,
  logger: silentLogger,
})
await client.close()
