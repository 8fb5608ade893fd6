import { Worker } from '@arq/worker'
import { AmqpTransport } from '@arq/transport-amqp'
import { RedisResultStore } from '@arq/result-redis'
import { workerSettings } from './settings.js'

await Worker.run({
  ...workerSettings,
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379/0' }),
})
