import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { type ResultStore, silentLogger, task } from '@arq/core'
import { MemoryResultStore } from '@arq/memory'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

export function urlOf(service: 'POSTGRESQL' | 'RABBITMQ' | 'REDIS'): string {
  const url = process.env[`ARQ_TEST_${service}_URL`]
  if (url === undefined) throw new Error(`set ARQ_TEST_${service}_URL (npm test does)`)
  return url
}

const freshName = (): string => `t${randomUUID().replaceAll('-', '').slice(0, 20)}`

/** First part of the names of a test's own tables. */
export const freshPrefix = (): string => `${freshName()}_`

export const STORES = ['memory', 'Redis', 'PostgreSQL'] as const

/** A store in Redis for other processes, too: they are given the prefix of its keys. */
export function sharedRedis() {
  const keyPrefix = freshPrefix()
  return { keyPrefix, newStore: () => new RedisResultStore({ url: urlOf('REDIS'), keyPrefix }) }
}

/** Stores of a test's own, each time it is called another one on the same data. */
export function storesOf(kind: (typeof STORES)[number]) {
  if (kind === 'memory') {
    const store = new MemoryResultStore()
    return () => store
  }
  const prefix = freshPrefix()
  return () =>
    kind === 'Redis'
      ? new RedisResultStore({ url: urlOf('REDIS'), keyPrefix: prefix })
      : new SqlResultStore({ url: urlOf('POSTGRESQL'), tablePrefix: prefix })
}

/** RabbitMQ with a queue of the test's own, a client and a worker that counts how often each job runs. */
export async function jobsOver(newStore: () => ResultStore) {
  const queueName = `outbox-${freshName()}`
  const transport = () => new AmqpTransport({ url: urlOf('RABBITMQ') })
  const runs = new Map<string, number>()
  const waiting = new Set<() => void>()
  const count = task('count', async (_ctx, what: string) => {
    runs.set(what, (runs.get(what) ?? 0) + 1)
    for (const look of waiting) look()
  })
  const shared = { queueName, logger: silentLogger }
  const client = await createClient({
    ...{ ...shared, transport: transport(), resultStore: newStore() },
  })
  const worker = new Worker({
    ...{ ...shared, transport: transport(), resultStore: newStore() },
    functions: [count],
    maxConcurrentJobs: 100,
    handleSignals: false,
  })
  const working = worker.run()
  return {
    client,
    count,
    queueName,
    runs,
    /** Resolves when this many jobs have run. */
    ran: (wanted: number) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (runs.size < wanted) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async [Symbol.asyncDispose](): Promise<void> {
      await client.close()
      await worker.stop()
      await working
    },
  }
}
