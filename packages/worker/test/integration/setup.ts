import { type ClientSettings, createClient } from '@arq/client'
import { type JobStatus, silentLogger } from '@arq/core'
import { RedisResultStore, type RedisResultStoreSettings } from '@arq/result-redis'
import { AmqpTransport, type AmqpTransportSettings } from '@arq/transport-amqp'

import { type RunnableSettings, Worker } from '../../src/index.js'
import { untilRecord } from '../setup.js'
import { nodesOf, serverUrl, uniqueName } from './servers.js'

type TestSettings = Partial<RunnableSettings<object>> & Pick<RunnableSettings<object>, 'functions'>

interface Servers {
  readonly rabbitUrl?: string
  readonly redisUrl?: string
  readonly queueName?: string
  readonly transport?: AmqpTransportSettings
  /** Of the queue. Default: `quorum`. */
  readonly type?: 'quorum' | 'classic'
  readonly client?: Partial<ClientSettings>
  readonly degradeOnFailure?: boolean
  /** Of every store. */
  readonly commandTimeout?: RedisResultStoreSettings['commandTimeout']
}

/** A client and a worker on the real servers, with a queue and keys of their own. */
export async function setup(settings: TestSettings, servers: Servers = {}) {
  const rabbitUrl = servers.rabbitUrl ?? serverUrl('ARQ_TEST_RABBITMQ_URL')
  const redisUrl = servers.redisUrl ?? serverUrl('ARQ_TEST_REDIS_URL')
  const queueName = servers.queueName ?? uniqueName('queue')
  const keyPrefix = uniqueName('keys')
  const newTransport = (): AmqpTransport =>
    new AmqpTransport({
      reconnectInterval: '200ms',
      maxReconnectAttempts: 0,
      ...(servers.type ? { queues: { [queueName]: { type: servers.type } } } : {}),
      ...servers.transport,
      url: nodesOf(rabbitUrl),
    })
  const newStore = (): RedisResultStore =>
    new RedisResultStore({
      url: redisUrl,
      keyPrefix,
      degradeOnFailure: servers.degradeOnFailure ?? true,
      ...(servers.commandTimeout !== undefined && { commandTimeout: servers.commandTimeout }),
    })
  const admin = newTransport()
  await admin.connect()
  const store = newStore()
  await store.connect()
  const client = await createClient({
    transport: newTransport(),
    resultStore: newStore(),
    queueName,
    logger: silentLogger,
    ...servers.client,
  })
  const newWorker = (): Worker<object> =>
    new Worker({
      transport: newTransport(),
      resultStore: newStore(),
      queueName,
      logger: silentLogger,
      ...settings,
    })
  const worker = newWorker()

  return {
    admin,
    store,
    client,
    worker,
    newWorker,
    queueName,
    keyPrefix,
    rabbitUrl,
    redisUrl,

    /** Resolves once the job's record has this status. */
    until: (jobId: string, status: JobStatus) =>
      untilRecord(store, jobId, (record) => record.status === status),

    /** Messages of a queue, acknowledged as they come, until there are `count`. */
    take: async (name: string, count = 1) => {
      const taken: { body: string; headers: Readonly<Record<string, unknown>> }[] = []
      let done: () => void = () => undefined
      const all = new Promise<void>((resolve) => (done = resolve))
      const subscription = await admin.consume(name, { prefetch: count }, (delivery) => {
        delivery.ack()
        taken.push({ body: Buffer.from(delivery.body).toString(), headers: delivery.headers })
        if (taken.length === count) done()
      })
      await all
      await subscription.close()
      return taken
    },

    async close(workers: readonly Worker<object>[] = [worker]) {
      await Promise.all(workers.map((each) => each.stop()))
      await client.close()
      await store.close()
      await admin.close()
    },
  }
}

export type Bundle = Awaited<ReturnType<typeof setup>>

/** Ends of jobs, many at once. */
export async function results(jobs: readonly { result(): Promise<unknown> }[]): Promise<unknown[]> {
  return Promise.all(jobs.map((job) => job.result()))
}
