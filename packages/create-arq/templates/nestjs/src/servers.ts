import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

const { RABBITMQ_URL, ARQ_RESULT_STORE_URL } = process.env

/** Where jobs and results are: those of compose.yaml, unless the environment names others. */
export const servers = {
  transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: ARQ_RESULT_STORE_URL ?? 'redis://localhost:6379/0' }),
}
