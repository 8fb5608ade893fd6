import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { silentLogger, task, type TransportEvent } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { describe, expect, it } from '@jest/globals'

import { threadPool } from '../../src/index.js'
import { NUMBERS } from '../setup.js'

/** The broker ends a connection that has been silent for two heartbeats; the task computes for longer. */
const HEARTBEAT = '1s'
const COMPUTED_MS = 3500

describe('a thread that computes longer than two heartbeats of the broker', () => {
  it('keeps the worker from neither its heartbeats nor an abort', async () => {
    const url = process.env['ARQ_TEST_RABBITMQ_URL']
    if (url === undefined) throw new Error('ARQ_TEST_RABBITMQ_URL is not set: run npm test')
    const queueName = `test-threads-${randomUUID().slice(0, 8)}`
    const computeFor = task({ name: 'computeFor', file: NUMBERS, export: 'computeFor' })
    const endless = task({ name: 'endless', file: NUMBERS, export: 'computeFor', timeout: '1h' })
    const queues = { [queueName]: { type: 'classic' } } as const
    const client = await createClient({
      transport: new AmqpTransport({ url, queues }),
      queueName,
      logger: silentLogger,
    })
    const transport = new AmqpTransport({ url, queues, heartbeat: HEARTBEAT })
    const events: TransportEvent['type'][] = []
    transport.on(({ type }) => events.push(type))
    const worker = new Worker<object>({
      functions: [computeFor, endless],
      transport,
      queueName,
      threads: threadPool({ maxThreads: 2 }),
      logger: silentLogger,
    })
    void worker.run()
    const job = await client.enqueueJob(computeFor, [COMPUTED_MS])
    const endlessJob = await client.enqueueJob(endless, [3_600_000])
    expect(await job.result()).toBe('computed')
    expect(await endlessJob.abort()).toBe(true)
    expect(events).not.toContain('disconnected')
    await worker.stop()
    expect(worker.counts).toMatchObject({ completed: 1, aborted: 1, duplicateDeliveries: 0 })
    await client.close()
  })
})
