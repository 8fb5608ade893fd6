import { randomUUID } from 'node:crypto'

import { task } from '@arq/core'
import { silentLogger } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import Fastify from 'fastify'

import { fastifyArq } from '../../src/index.js'
import { EventReader } from '../event-reader.js'

const url = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return value
}

let queueName: string
let keyPrefix: string
const ends: (() => Promise<unknown>)[] = []
beforeEach(() => {
  queueName = `test-fastify-${randomUUID()}`
  keyPrefix = queueName
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  const transport = new AmqpTransport({ url: url('ARQ_TEST_RABBITMQ_URL') })
  await transport.connect()
  await transport.purgeQueue(queueName)
  await transport.close()
})

const newTransport = () => new AmqpTransport({ url: url('ARQ_TEST_RABBITMQ_URL') })
const newStore = () => new RedisResultStore({ url: url('ARQ_TEST_REDIS_URL'), keyPrefix })

const count = task('count', async (ctx, to: number) => {
  for (let done = 1; done <= to; done += 1) ctx.progress({ done })
  return to
})

async function startServer(): Promise<string> {
  const app = Fastify()
  await app.register(fastifyArq, {
    ...{ transport: newTransport(), resultStore: newStore(), queueName },
    routes: {
      tasks: [count],
      authorize: ({ headers }) => headers.authorization === 'Bearer secret',
    },
  })
  ends.push(() => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

function startWorker(): void {
  const worker = new Worker({
    ...{ transport: newTransport(), resultStore: newStore(), queueName },
    functions: [count],
    logger: silentLogger,
  })
  const running = worker.run()
  ends.push(async () => {
    await worker.stop()
    await running
  })
}

const headers = { authorization: 'Bearer secret', 'content-type': 'application/json' }

describe('a Fastify server on RabbitMQ and Redis', () => {
  it('takes a job, tells of it while it waits and runs, and answers with its result', async () => {
    const server = await startServer()
    const body = JSON.stringify({ task: 'count', args: [3] })
    const refused = await fetch(`${server}/jobs`, {
      ...{ method: 'POST', body },
      headers: { 'content-type': 'application/json' },
    })
    expect(refused.status).toBe(403)
    const answer = await fetch(`${server}/jobs`, { method: 'POST', headers, body })
    expect(answer.status).toBe(202)
    const at = `${server}${answer.headers.get('location') ?? ''}`
    const reader = await EventReader.open(`${at}/events`, undefined, headers)
    expect(await reader.next()).toMatchObject({ event: 'update', data: { status: 'queued' } })
    startWorker()
    const end = await reader.until(({ event }) => event === 'end')
    expect(end.data).toMatchObject({ status: 'completed', result: 3, progress: { done: 3 } })
    const looked = await (await fetch(at, { headers })).json()
    expect(looked).toMatchObject({ status: 'completed', result: 3 })
  })

  it('closes while a caller watches a job that never comes to an end', async () => {
    const server = await startServer()
    const body = JSON.stringify({ task: 'count', args: [3], deferBy: '1h' })
    const answer = await fetch(`${server}/jobs`, { method: 'POST', headers, body })
    const at = `${server}${answer.headers.get('location') ?? ''}`
    const reader = await EventReader.open(`${at}/events`, undefined, headers)
    await reader.next()
    await ends.pop()?.()
    expect(await reader.next()).toBeUndefined()
  })
})
