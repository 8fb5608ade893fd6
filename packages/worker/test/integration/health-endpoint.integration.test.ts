import { silentLogger, task } from '@arq/core'
import { pause } from '@arq/core/internal'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect, it } from '@jest/globals'

import { TcpProxy } from '../../../transport-amqp/test/tcp-proxy.js'
import { Worker } from '../../src/index.js'
import { setup } from './setup.js'

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
  const until = async (isWanted: (answer: Answer) => boolean): Promise<string> => {
    for (;;) {
      const answer = await get('/readyz')
      if (isWanted(answer)) return answer.text
      await pause(20)
    }
  }
  const isReady = ({ text }: Answer): boolean => text === 'ready\n'
  while (worker.healthEndpoint === undefined) await pause(5)
  await until(isReady)
  expect((await get('/readyz')).status).toBe(200)
  await proxy.stop()
  expect(await until(({ status }) => status === 503)).toContain('broker_away')
  expect((await get('/livez')).status).toBe(200)
  await proxy.start()
  // In between it is degraded: its own queue is consumed, and that of delayed jobs not yet.
  await until(isReady)
  expect((await get('/readyz')).status).toBe(200)
  const job = await arq.client.enqueueJob(double, [2])
  expect(await job.result({ timeout: 30 })).toBe(4)
  await worker.stop()
  await running
  await proxy.stop()
  await arq.close()
})
