import { randomUUID } from 'node:crypto'

import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

const url = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return value
}

export const newTransport = () => new AmqpTransport({ url: url('ARQ_TEST_RABBITMQ_URL') })

/** A queue and records of one test's own. */
export function newPlace() {
  const queueName = `test-nestjs-${randomUUID()}`
  const newStore = () =>
    new RedisResultStore({ url: url('ARQ_TEST_REDIS_URL'), keyPrefix: queueName })
  return {
    queueName,
    newStore,
    /** What programs of their own are told it by. */
    env: {
      RABBITMQ_URL: url('ARQ_TEST_RABBITMQ_URL'),
      REDIS_URL: url('ARQ_TEST_REDIS_URL'),
      QUEUE_NAME: queueName,
    },
    async purge(): Promise<void> {
      const transport = newTransport()
      await transport.connect()
      await transport.purgeQueue(queueName)
      await transport.close()
    },
  }
}
