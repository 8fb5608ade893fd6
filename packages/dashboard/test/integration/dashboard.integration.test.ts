import { randomUUID } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { RouteName, RouteTypes } from '../../src/contract/index.js'
import { ROUTES } from '../../src/contract/index.js'
import { listen, type ListeningDashboard } from '../../src/index.js'
import { LiveReader } from '../live-reader.js'
import { addressOf, type AskOptions, ORIGIN } from '../world.js'

const serverUrl = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return value
}

const broken = task('broken', (_ctx, order: string): string => {
  throw new RangeError(`order ${order} is out of range`)
})

let queueName: string
let client: Client
let dashboard: ListeningDashboard
const ends: (() => Promise<unknown>)[] = []
const newTransport = (): AmqpTransport =>
  new AmqpTransport({
    url: serverUrl('ARQ_TEST_RABBITMQ_URL'),
    managementUrl: serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL'),
  })
const newStore = (): RedisResultStore =>
  new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix: queueName })

beforeEach(async () => {
  queueName = `test-dashboard-${randomUUID()}`
  client = await createClient({
    ...{ transport: newTransport(), resultStore: newStore(), queueName, logger: silentLogger },
  })
  const worker = new Worker({
    ...{ transport: newTransport(), resultStore: newStore(), queueName, logger: silentLogger },
    functions: [broken],
    maxRetries: 0,
  })
  const started = new Promise<void>((resolve) => worker.on('workerStarted', () => resolve()))
  const running = worker.run()
  ends.push(async () => {
    await worker.stop()
    await running
  })
  await started
  dashboard = await listen(
    {
      ...{ transport: newTransport(), resultStore: newStore(), queues: [queueName] },
      ...{ logger: silentLogger, refreshEvery: '250ms' },
    },
    { port: 0 },
  )
})
afterEach(async () => {
  await dashboard.close()
  for (const end of ends.splice(0).toReversed()) await end()
  await client.close()
  const transport = newTransport()
  await transport.connect()
  await transport.purgeQueue(queueName)
  await transport.purgeQueue(`${queueName}.dlq`)
  await transport.close()
})

async function ask<N extends RouteName>(
  name: N,
  options: AskOptions = {},
): Promise<RouteTypes[N]['answer']> {
  const { method } = ROUTES[name]
  const url = addressOf(name, options).replace(`${ORIGIN}/`, dashboard.url)
  const isGet = method === 'GET'
  const csrf = isGet ? '' : (await ask('session')).csrfToken
  const response = await fetch(url, {
    method,
    headers: isGet ? {} : { 'content-type': 'application/json', 'x-arq-csrf': csrf },
    ...(isGet ? {} : { body: JSON.stringify(options.body ?? {}) }),
  })
  if (response.status >= 300) throw new Error(`${name}: ${await response.text()}`)
  return (await response.json()) as RouteTypes[N]['answer']
}

async function failedJob(order: string): Promise<string> {
  const job = await client.enqueueJob('broken', [order])
  await job.result({ timeout: '60s' }).catch(() => undefined)
  return job.id
}

describe('on RabbitMQ and Redis', () => {
  it('shows a failed job, its letter and its group, and sends it back', async () => {
    const jobId = await failedJob('4711')
    const { job, can } = await ask('job', { params: { jobId } })
    expect(job).toMatchObject({ status: 'failed', error: expect.stringContaining('out of range') })
    expect(can.retry).toBe(true)
    const { queues } = await ask('deadLetters', { query: { queue: queueName } })
    expect(queues).toMatchObject([{ matched: 1, groups: [{ task: 'broken', count: 1 }] }])
    const params = { queue: queueName, jobId }
    expect((await ask('deadLetter', { params })).letters).toMatchObject([{ args: ['4711'] }])

    const events = new LiveReader(await fetch(`${dashboard.url}api/events?topics=operations,acts`))
    const [group] = queues[0]!.groups
    await ask('redrive', { params, body: { error: group!.fingerprint } })
    expect((await events.until('act')).act).toMatchObject({ action: 'redrive', outcome: 'done' })
    const ended = await events.until('operation', ({ operation }) => operation.state !== 'running')
    expect(ended.operation).toMatchObject({ state: 'done', done: 1 })
    await events.cancel()
  })

  it('shows the queue and its worker, and pauses it', async () => {
    const { queues, workers, store, broker } = await ask('overview')
    expect(queues).toMatchObject([{ name: queueName, exists: true, consumers: 1 }])
    const own = workers.filter((worker) => worker.queues.some(({ name }) => name === queueName))
    expect(own).toHaveLength(1)
    expect(store).toMatchObject({ type: 'redis', isHealthy: true })
    expect(broker).not.toContain('guest:')
    const paused = await ask('pauseQueue', { params: { queue: queueName } })
    expect(paused.workers).toMatchObject([{ queues: [{ isPaused: true }] }])
    await ask('resumeQueue', { params: { queue: queueName } })
  })

  it('finds what doctor finds', async () => {
    const { findings } = await ask('alarms')
    const codes = findings.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['broker-reachable', 'queue-consumed']))
  })
})
