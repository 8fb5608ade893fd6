import { randomUUID } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { flow } from '@arq/core'
import { createOutbox, openOutboxTable } from '@arq/outbox'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import pg from 'pg'

import { startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

export const SETTINGS = './worker-settings.ts:workerSettings'
/** One queue that a worker works on, another one that is paused and resumed, and one that nobody works on. */
export const QUEUES = { worked: 'verbs', switched: 'verbs-too', idle: 'idle' } as const

/** A broker with a worker that runs, a store, and jobs of each kind. */
export interface World {
  readonly url: string
  readonly storeUrl: string
  completedJob(): Promise<string>
  /** Failed for good: there is a dead letter of it. */
  failedJob(): Promise<string>
  deferredJob(): Promise<string>
  /** It has written one item to its stream `words`. */
  streamedJob(): Promise<string>
  /** In the queue that nobody works on. */
  waitingJob(): Promise<string>
  /** In an outbox, of which no relay runs. @returns what names it */
  outboxJob(): Promise<readonly string[]>
  /** Waits for further calls of its key, `一号`. @returns its task, which has no other key */
  keyedJob(): Promise<string>
  /** Waits for its one child, which has failed. */
  flow(): Promise<string>
  /** The worker takes jobs from all its queues. */
  resume(): Promise<void>
  close(): Promise<void>
}

export async function createWorld(): Promise<World> {
  const host = await createVirtualHost()
  const storeUrl = serverUrl('ARQ_TEST_REDIS_URL')
  const client = await createClient({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: new RedisResultStore({ url: storeUrl }),
    queueName: QUEUES.worked,
  })
  const queues = [QUEUES.worked, QUEUES.switched].flatMap((name) => ['-q', name])
  const worker = startArq(['worker', '-m', SETTINGS, '-u', host.url, ...queues, '-r', '0'], {
    ARQ_RESULT_STORE_URL: storeUrl,
    ARQ_WORKER_NAME: 'walker',
  })
  await worker.says('waiting for jobs')
  const database = serverUrl('ARQ_TEST_POSTGRESQL_URL')
  const tablePrefix = `t${randomUUID().slice(0, 8)}_`
  return {
    url: host.url,
    storeUrl,
    async outboxJob() {
      await openOutboxTable({ url: database, tablePrefix }).migrate()
      const pool = new pg.Client(database)
      await pool.connect()
      await pool.query('begin')
      await pool.query(`delete from ${tablePrefix}outbox`)
      await createOutbox({ queueName: QUEUES.idle, tablePrefix })(pool).enqueue('add', [1, 2])
      await pool.query('commit')
      await pool.end()
      return [database, '--table-prefix', tablePrefix]
    },
    ...jobsOf(client),
    async resume() {
      const { workers } = await client.workers({ until: ({ length }) => length > 0 })
      await client.resume({ worker: workers[0]!.workerId, queue: QUEUES.switched })
    },
    async close() {
      worker.process.kill('SIGTERM')
      await worker.ended
      await client.close()
      await host.delete()
    },
  }
}

function jobsOf(
  client: Client,
): Omit<World, 'url' | 'storeUrl' | 'outboxJob' | 'resume' | 'close'> {
  const enqueue = async (name: string, more: object = {}) => {
    const spec = {
      function: name,
      args: name === 'add' ? [20, 22] : [],
      jobId: `verb-${randomUUID()}`,
    }
    const [job] = await client.enqueueJobs([{ ...spec, ...more }])
    if (!job) throw new Error('an id twice')
    return job
  }
  return {
    async completedJob() {
      const job = await enqueue('add')
      await job.result({ timeout: 30 })
      return job.id
    },
    async failedJob() {
      const job = await enqueue('fail')
      await job.result({ timeout: 30 }).catch(() => undefined)
      return job.id
    },
    async streamedJob() {
      const job = await enqueue('speak')
      await job.result({ timeout: 30 })
      return job.id
    },
    deferredJob: async () => (await enqueue('add', { deferBy: '1h' })).id,
    waitingJob: async () => (await enqueue('add', { queueName: QUEUES.idle })).id,
    async flow() {
      const child = flow('fail')
      const waiting = flow('add', [20, 22], { children: [child], onChildFailure: 'wait' })
      const root = await client.enqueueFlow(waiting)
      await client
        .getJob(`${root.jobId}.1`)
        .result({ timeout: 30 })
        .catch(() => undefined)
      return root.jobId
    },
    async keyedJob() {
      const name = `keyed-${randomUUID()}`
      await client.enqueueJob(name, [], {
        ...{ queueName: QUEUES.idle, unique: { key: '一号', mode: 'replace', window: '1h' } },
      })
      return name
    },
  }
}
