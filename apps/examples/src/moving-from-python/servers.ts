import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

const { RABBITMQ_URL = 'amqp://localhost:5672', REDIS_URL = 'redis://localhost:6379' } = process.env

export const transport = new AmqpTransport({ url: RABBITMQ_URL, compat: 'rabbitmq-arq' })
// Python reads results there, and its results are read.
export const resultStore = new RedisResultStore({ url: REDIS_URL, layout: 'python' })
