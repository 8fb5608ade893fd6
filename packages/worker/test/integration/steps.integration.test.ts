import { createClient } from '@arq/client'
import {
  type JobContext,
  jsonCodec,
  redrivenMessage,
  type ResultStore,
  silentLogger,
  task,
  type Transport,
} from '@arq/core'
import { jobGroup, stepsAmong } from '@arq/core/internal'
import { MemoryBroker, MemoryRecords, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'

import { TcpProxy } from '../../../transport-amqp/test/tcp-proxy.js'
import { Worker } from '../../src/index.js'
import { dyingAt, type Place, PLACES } from '../dying-worker.js'
import { latch } from '../setup.js'
import { serverUrl, uniqueName } from './servers.js'

/** Longer than what a worker waits for in its slot. */
const SLEEP = '1200ms'

const tableName = (): string => `${uniqueName('s').replaceAll('-', '_')}_`

const prefixes: string[] = []
/** What dies takes its time to be gone; no test waits for it. */
const ends: Promise<unknown>[] = []
afterAll(async () => {
  await Promise.all(ends)
  const sql = new pg.Client(serverUrl('ARQ_TEST_POSTGRESQL_URL'))
  await sql.connect()
  for (const prefix of prefixes) {
    const tables = ['jobs', 'entries', 'entry_groups', 'schema'].map((name) => `${prefix}${name}`)
    await sql.query(`drop table if exists ${tables.join(', ')}`)
  }
  await sql.end()
})

/** Stores of one test, all on the same data. */
const STORES: Readonly<Record<string, () => () => ResultStore>> = {
  memory: () => {
    const records = new MemoryRecords()
    return () => new MemoryResultStore({ records })
  },
  Redis: () => {
    const keyPrefix = uniqueName('steps')
    return () => new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix })
  },
  PostgreSQL: () => {
    const tablePrefix = tableName()
    prefixes.push(tablePrefix)
    const url = serverUrl('ARQ_TEST_POSTGRESQL_URL')
    return () => new SqlResultStore({ url, tablePrefix })
  },
}

/** A broker of its own in memory, or the shared RabbitMQ; `cutOff` takes it from one worker for ever. */
function brokerFor(store: string) {
  if (store === 'memory') {
    const broker = new MemoryBroker()
    return {
      newTransport: () => new MemoryTransport({ broker }),
      newMortal: async () => {
        const transport = new MemoryTransport({ broker })
        const cutOff = async () => broker.disconnect(transport, { downFor: '1d' })
        return { transport, cutOff }
      },
    }
  }
  const url = serverUrl('ARQ_TEST_RABBITMQ_URL')
  return {
    newTransport: () => new AmqpTransport({ url }),
    newMortal: async () => {
      const proxy = await new TcpProxy(url).start()
      const transport = new AmqpTransport({ url: proxy.url, reconnectInterval: '100ms' })
      return { transport, cutOff: () => proxy.stop() }
    },
  }
}

async function setupSteps(store: string, run: (ctx: JobContext<object>) => unknown) {
  const newStore = STORES[store]!()
  const { newTransport, newMortal } = brokerFor(store)
  const queueName = uniqueName('queue')
  const shared = { queueName, logger: silentLogger }
  const job = task('job', run)
  const newWorker = (
    transport: Transport = newTransport(),
    resultStore = newStore(),
    more: { readonly burstMode?: boolean } = {},
  ) =>
    new Worker({
      ...{ ...shared, transport, resultStore, functions: [job], handleSignals: false },
      ...{ jobCompletionWait: 0, gracefulShutdownTimeout: 0, ...more },
    })
  const [admin, records] = [newTransport(), newStore()]
  await Promise.all([admin.connect(), records.connect()])
  const client = await createClient({
    ...{ ...shared, transport: newTransport(), resultStore: newStore() },
  })
  return {
    ...{ queueName, job, newStore, newMortal, newWorker, admin, client },
    async stepsOf(jobId: string) {
      const record = await records.get(jobId)
      if (!record) throw new Error('no record')
      const entries = (await records.entries?.read(jobGroup(record))) ?? new Map()
      return stepsAmong(entries, Date.now()).map(({ name, state }) => `${name} ${state}`)
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await records.close()
      await admin.close()
    },
  }
}

/** One job whose first worker dies at a place. @returns which steps ran, and how often each */
async function runThrough(store: string, place: Place) {
  const ran: string[] = []
  await using arq = await setupSteps(store, async (ctx) => {
    await ctx.step('before', () => void ran.push('before'))
    await ctx.sleep(SLEEP)
    await ctx.step('after', () => void ran.push('after'))
    return ctx.jobTry
  })
  const cut = latch()
  const released = latch<never>()
  const { transport, cutOff } = await arq.newMortal()
  const dying = dyingAt(
    place,
    () => {
      cut.open()
      return cutOff()
    },
    released.opened,
  )
  const mortal = arq.newWorker(dying.transport(transport), dying.store(arq.newStore()))
  const died = mortal.run().catch(() => undefined)
  const sent = await arq.client.enqueueJob(arq.job, [])
  await cut.opened
  const heir = arq.newWorker()
  const living = heir.run()
  const result = await sent.result({ timeout: '60s' })
  const steps = await arq.stepsOf(sent.jobId)
  const stopping = mortal.stop()
  // The dead have no word in it, but the process is this one.
  released.open(Promise.reject(new Error('dead')) as never)
  await heir.stop()
  await living
  // What came back from the dead while this one stopped is no run either.
  await arq.newWorker(undefined, undefined, { burstMode: true }).run()
  const left = await arq.admin.queueInfo(arq.queueName)
  ends.push(stopping, died)
  return { ran, result, steps, left: left?.ready }
}

const PLACES_IN_SHORT: readonly Place[] = [
  'before the step is stored',
  'after the suspension is stored',
  'after the copy is sent',
]

describe.each(Object.keys(STORES))('steps and sleeps, with results in %s', (store) => {
  it('go on where they were, wherever the worker dies', async () => {
    const places = isFullRun ? PLACES : PLACES_IN_SHORT
    const cells = await Promise.all(
      places.map(async (place) => ({ place, ...(await runThrough(store, place)) })),
    )
    expect(cells).toEqual(
      places.map((place) => ({
        place,
        ran: [...(place === 'before the step is stored' ? ['before'] : []), 'before', 'after'],
        result: 1,
        steps: ['before completed', 'sleep slept', 'after completed'],
        left: 0,
      })),
    )
  })

  it('are found again by a dead letter that comes back, and by nobody else', async () => {
    const ran: string[] = []
    let isRepaired = false
    await using arq = await setupSteps(store, async (ctx) => {
      await ctx.step('charge', () => void ran.push(`charge ${ctx.jobId}`))
      if (!isRepaired) throw new RangeError('broken')
      return 'done'
    })
    const worker = arq.newWorker()
    void worker.run()
    const first = await arq.client.enqueueJob(arq.job, [])
    await expect(first.result({ timeout: '60s' })).rejects.toThrow('broken')
    isRepaired = true
    const taken = latch()
    const subscription = await arq.admin.consume(
      `${arq.queueName}.dlq`,
      { prefetch: 1 },
      (letter) => {
        void redrivenMessage(letter, jsonCodec, Date.now())
          .then((message) => arq.admin.publish(message))
          .then(() => letter.ack())
          .then(() => taken.open())
      },
    )
    await taken.opened
    await subscription.close()
    const job = arq.client.getJob(first.jobId)
    while ((await job.info()).status !== 'completed');
    expect(ran).toEqual([`charge ${first.jobId}`])
    const second = await arq.client.enqueueJob(arq.job, [])
    await second.result({ timeout: '60s' })
    expect(ran).toEqual([`charge ${first.jobId}`, `charge ${second.jobId}`])
    await worker.stop()
  })
})
