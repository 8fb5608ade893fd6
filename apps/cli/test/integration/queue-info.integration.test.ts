import { createClient } from '@arq/client'
import type { Delivery, Subscription } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

let host: Awaited<ReturnType<typeof createVirtualHost>>
let transport: AmqpTransport

beforeAll(async () => {
  host = await createVirtualHost()
  // What waits for its time is to wait in queues of ours.
  transport = new AmqpTransport({ url: host.url, delayMechanism: 'ttl' })
  await transport.connect()
  const client = await createClient({ transport })
  await client.enqueueJobs([
    { function: 'a', queueName: 'orders' },
    { function: 'b', queueName: 'orders' },
  ])
  await client.close()
  const body = Buffer.from('{}')
  const parked = { queueName: 'orders.dlq', kind: 'deadLetter', body, headers: {} } as const
  await transport.publish({ ...parked, messageId: 'm' })
})
afterAll(async () => {
  await transport.close()
  await host.delete()
})

it('shows a table of queues and their dead letters', async () => {
  const { code, stdout, stderr } = await arq(['queue-info', 'orders', '-u', host.url])
  const [heading, row] = stdout.split('\n')
  expect(heading?.split(/ {2,}/)).toEqual([
    'QUEUE',
    'READY',
    'UNACKED',
    'CONSUMERS',
    'TYPE',
    'DEAD LETTERS',
    'PARKED',
  ])
  // AMQP tells neither the type nor what is unacknowledged.
  expect(row?.split(/ {2,}/)).toEqual(['orders', '2', '-', '0', '-', 'orders.dlq', '1'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
})

it('prints JSON, and with the management API all there is to know', async () => {
  const client = await createClient({ transport })
  await client.enqueueJobs([
    { function: 'a', queueName: 'busy' },
    { function: 'b', queueName: 'busy' },
    { function: 'later', queueName: 'busy', deferBy: '1h' },
  ])
  await client.close()
  // Held, not acknowledged: as by a worker that is running it.
  const held = await new Promise<{ subscription: Subscription; delivery: Delivery }>((resolve) => {
    const subscribing = transport.consume('busy', { prefetch: 1 }, (delivery) => {
      void subscribing.then((subscription) => resolve({ subscription, delivery }))
    })
  })
  await host.untilCounted('busy', { unacknowledged: 1 })
  await host.untilDelayed(1)
  const { code, stdout } = await arq(
    ['queue-info', '--json', '--management-url', serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL')],
    { RABBITMQ_URL: host.url, ARQ_QUEUE_NAME: 'busy' },
  )
  held.delivery.nack({ requeue: true })
  await held.subscription.close()
  expect(JSON.parse(stdout)).toEqual({
    queues: [
      {
        name: 'busy',
        exists: true,
        ready: 1,
        unacknowledged: 1,
        consumers: 1,
        type: 'quorum',
        inPerSecond: expect.any(Number),
        outPerSecond: expect.any(Number),
        // RabbitMQ does not tell it of a quorum queue.
        oldestAt: null,
        waitingForKeys: null,
        deadLetterQueue: { name: 'busy.dlq', exists: true, ready: 0 },
      },
    ],
    delayed: 1,
  })
  expect(code).toBe(0)
})

it('says that the management API refuses, and shows what it has', async () => {
  const url = new URL(serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL'))
  url.password = 'hush-hush'
  const flags = ['-u', host.url, '--management-url', url.href]
  const { code, stdout, stderr } = await arq(['queue-info', 'orders', ...flags])
  expect(stderr).toContain('warning: the management API did not answer')
  expect(stderr).not.toContain('hush-hush')
  expect(stdout).toContain('orders')
  expect(code).toBe(0)
})

it('ends with 4 for a queue that does not exist, and never creates one', async () => {
  const before = await host.queues()
  const { code, stdout, stderr } = await arq(['queue-info', 'orders', 'nope', '-u', host.url])
  expect(stdout).toMatch(/^nope +- +- +- +- +nope\.dlq +-$/m)
  expect(stdout).toMatch(/^orders +2 /m)
  expect(stderr).toContain('warning: queue nope does not exist on amqp://')
  expect(code).toBe(4)
  expect(await host.queues()).toEqual(before)
  expect(before).toEqual(expect.arrayContaining(['orders', 'orders.dlq']))
})

it('speaks Chinese to those who do', async () => {
  const { stdout } = await arq(['queue-info', 'orders', '-u', host.url], { ARQ_LANG: 'zh-CN' })
  expect(stdout).toContain('死信队列')
})

it('ends with 3 when the broker is not there', async () => {
  const flags = ['-u', 'amqp://u:hush-hush@127.0.0.1:1', '--connection-timeout', '200ms']
  const { code, stdout, stderr } = await arq(['queue-info', ...flags])
  expect(stderr).toMatch(/^error: .* \[ARQ_CONNECTION_REFUSED\]\n$/)
  expect(stdout + stderr).not.toContain('hush-hush')
  expect(code).toBe(3)
})

it('ends with 3 when the password is wrong', async () => {
  const url = new URL(host.url)
  url.password = 'hush-hush'
  const { code, stderr } = await arq(['queue-info', '-u', url.href, '--debug'])
  expect(stderr).toContain('[ARQ_CONNECTION_AUTH]')
  expect(stderr).not.toContain('hush-hush')
  expect(code).toBe(3)
})
