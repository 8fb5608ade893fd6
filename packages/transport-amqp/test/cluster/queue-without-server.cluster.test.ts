import { createRabbit, type PrivateRabbitServer } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { AmqpTransport } from '../../src/index.js'
import { EventLog, eventually, Inbox, jobMessage } from '../transport-bench.js'

let rabbit: PrivateRabbitServer

beforeAll(async () => {
  rabbit = await createRabbit()
  await rabbit.start()
}, 120_000)
afterAll(() => rabbit.dispose())

/** Of a queue in the virtual host `/`; the queue stays in RabbitMQ's tables, as while it is created or deleted. */
const raftServer = (act: 'stop' | 'restart', queue: string): Promise<string> =>
  rabbit.ctl('eval', `ra:${act}_server(quorum_queues, {'%2F_${queue}', node()}).`)

it('a broker that ends the connection over a queue that cannot answer loses nothing, and other queues go on', async () => {
  const transport = new AmqpTransport({ url: rabbit.url, reconnectInterval: '100ms' })
  await transport.connect()
  const log = new EventLog(transport)
  const [well, ill] = [new Inbox(() => {}), new Inbox(() => {})]
  for (const queue of ['well', 'ill']) await transport.publish(jobMessage(queue, queue))
  await transport.consume('well', { prefetch: 1 }, well.take)
  await well.until(1)
  await raftServer('stop', 'ill')

  const consuming = transport.consume('ill', { prefetch: 1 }, ill.take)
  const { error } = await log.until('disconnected')
  expect(error).toMatchObject({ code: 'ARQ_CONNECTION_LOST', sent: 'unknown' })
  expect(error.details['reason']).toContain('541')
  // Its channel went with the connection: what was in hand comes again.
  await well.until(2)
  await raftServer('restart', 'ill')
  await consuming
  await ill.until(1)
  for (const type of ['notConsuming', 'consuming'] as const) {
    expect(log.of(type).filter(({ queueName }) => queueName === 'ill')).toHaveLength(1)
  }

  ill.deliveries[0]!.ack()
  await eventually(
    () => Promise.resolve(well.deliveries.at(-1)!),
    ({ isStale }) => !isStale,
  ).then((delivery) => delivery.ack())
  await transport.close()
  const after = new AmqpTransport({ url: rabbit.url })
  await after.connect()
  for (const queue of ['well', 'ill']) {
    expect(await after.queueInfo(queue)).toMatchObject({ ready: 0 })
  }
  expect(new Set(well.texts)).toEqual(new Set(['well']))
  expect(ill.texts).toEqual(['ill'])
  await after.close()
}, 120_000)
