import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

import { welcome } from './tasks.js'

const { RABBITMQ_URL, ARQ_RESULT_STORE_URL } = process.env

await using client = await createClient({
  transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: ARQ_RESULT_STORE_URL ?? 'redis://localhost:6379/0' }),
})

const job = await client.enqueueJob(welcome, [process.argv[2] ?? 'Ada'])
console.log(`enqueued ${job.jobId}`)
console.log(await job.result({ timeout: '1m' }))
