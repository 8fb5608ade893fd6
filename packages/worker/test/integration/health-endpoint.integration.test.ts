import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect, it } from '@jest/globals'

import { TcpProxy } from '../../../transport-amqp/test/tcp-proxy.js'
import { Worker } from '../../src/index.js'
import { setup } from './setup.js'
import { untilHealth } from './until-health.js'

interface Answer {
  readonly status: number
  readonly text: string
}

const double = task('double', async (_ctx, n: number) => n * 2)

it('is not ready while the connection to the broker is cut, alive all the time, and ready again', async () => {
  const arq = await setup({ functions: [double] })
  const proxy = await new TcpProxy(arq.rabbitUrl).start()
  const worker = new Worker({
    functions: [double],
    transport: new AmqpTransport({
      ...{ url: proxy.url, reconnectInterval: '100ms', maxReconnectAttempts: 0 },
    }),
    resultStore: arq.store,
    queueName: arq.queueName,
    healthEndpointPort: 0,
    logger: silentLogger,
  })
  const running = worker.run()
  const get = async (path: string): Promise<Answer> => {
    const response = await fetch(`${String(worker.healthEndpoint)}${path}`)
    return { status: response.status, text: await response.text() }
  }
  const untilReady = () => untilHealth(worker, ({ status }) => status === 'ready')
  await untilReady()
  expect(await get('/readyz')).toEqual({ status: 200, text: 'ready\n' })
  await proxy.stop()
  await untilHealth(worker, ({ status }) => status === 'not_ready')
  expect(await get('/readyz')).toMatchObject({
    status: 503,
    text: expect.stringContaining('broker_away'),
  })
  expect((await get('/livez')).status).toBe(200)
  await proxy.start()
  // In between it is degraded: its own queue is consumed, and that of delayed jobs not yet.
  await untilReady()
  expect(await get('/readyz')).toEqual({ status: 200, text: 'ready\n' })
  const job = await arq.client.enqueueJob(double, [2])
  expect(await job.result({ timeout: 30 })).toBe(4)
  await worker.stop()
  await running
  await proxy.stop()
  await arq.close()
})
