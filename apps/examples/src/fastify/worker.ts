import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

import { resize } from './tasks.js'

await Worker.run({
  functions: [resize],
  transport: new AmqpTransport({ url: process.env['RABBITMQ_URL'] ?? 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' }),
})
