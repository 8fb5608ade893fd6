import { silentLogger, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRabbit, until } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { latch } from '../setup.js'
import { serverUrl, uniqueName } from './servers.js'
import { setup } from './setup.js'

const double = task('double', async (_ctx, n: number) => n * 2)

/** A worker on this broker, and the warnings it gives. */
function workerOn(transport: AmqpTransport, queueName = uniqueName('queue')) {
  const warnings: string[] = []
  const warned = latch()
  const logger = {
    ...silentLogger,
    warn: (message: string) => {
      warnings.push(message)
      warned.open()
    },
    child: () => logger,
  }
  const begun = latch()
  const onStartup = (): void => begun.open()
  const worker = new Worker({ functions: [double], transport, queueName, logger, onStartup })
  return { worker, warnings, warned: warned.opened, begun: begun.opened }
}

/** The mover of delayed jobs is what a worker starts last. */
async function isConsumed(transport: AmqpTransport, queueName: string): Promise<void> {
  for (const name of [queueName, 'arq.delay.due']) {
    const isSo = async (): Promise<boolean> => (await transport.queueInfo(name))?.consumers === 1
    await until(isSo, { what: `a consumer of ${name}`, withinMs: 60_000 })
  }
}

const GIVING_UP: readonly [
  when: string,
  isReady: (transport: AmqpTransport, queueName: string) => Promise<void>,
][] = [
  ['while it connects', () => Promise.resolve()],
  ['when nothing is left to do but to wait for jobs', isConsumed],
]

describe('a broker that is not there', () => {
  it('is tried until it answers, and named once', async () => {
    const rabbit = await createRabbit()
    const transport = new AmqpTransport({ url: rabbit.url, reconnectInterval: '50ms' })
    const { worker, warnings, warned } = workerOn(transport)
    const running = worker.run()
    let connected: () => void = () => undefined
    const isConnected = new Promise<void>((resolve) => (connected = resolve))
    transport.on(({ type }) => {
      if (type === 'connected') connected()
    })
    await warned
    await rabbit.start()
    await isConnected
    await worker.stop()
    await running
    expect(warnings.filter((line) => line.includes('Cannot reach'))).toHaveLength(1)
    await rabbit.dispose()
  })

  it.each(isFullRun ? GIVING_UP : GIVING_UP.slice(1))(
    'ends a worker with an error once the transport has given up, %s',
    async (_when, isReady) => {
      const rabbit = await createRabbit()
      await rabbit.start()
      const transport = new AmqpTransport({
        url: rabbit.url,
        reconnectInterval: '50ms',
        maxReconnectAttempts: 3,
      })
      const queueName = uniqueName('queue')
      const { worker, begun } = workerOn(transport, queueName)
      const running = worker.run()
      const ended = expect(running).rejects.toMatchObject({
        code: 'ARQ_CONNECTION_REFUSED',
        message: expect.stringContaining('after 3 attempts'),
      })
      await begun
      await isReady(transport, queueName)
      await rabbit.kill()
      await ended
      await rabbit.dispose()
    },
  )

  it('can be given up on by stop()', async () => {
    const rabbit = await createRabbit()
    const { worker, warned } = workerOn(new AmqpTransport({ url: rabbit.url }))
    const running = worker.run()
    await warned
    await worker.stop()
    await running
    await rabbit.dispose()
  })
})

describe('a broker that says no', () => {
  it('to the password ends the worker at once, and the password is not printed', async () => {
    const url = new URL(serverUrl('ARQ_TEST_RABBITMQ_URL'))
    url.password = 'wrong-secret'
    const { worker } = workerOn(new AmqpTransport({ url: url.href }))
    const error: unknown = await worker.run().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_AUTH' })
    expect(String(error)).not.toContain('wrong-secret')
  })

  it('to a queue that exists with other arguments names argument, both values and the way out', async () => {
    const arq = await setup({ functions: [double] })
    const queueName = uniqueName('classic')
    const asClassic = new AmqpTransport({
      url: arq.rabbitUrl,
      queues: { [queueName]: { type: 'classic' } },
    })
    await asClassic.connect()
    const subscription = await asClassic.consume(queueName, { prefetch: 1 }, () => undefined)
    await subscription.close()
    await asClassic.close()
    const { worker } = workerOn(new AmqpTransport({ url: arq.rabbitUrl }), queueName)
    const error: unknown = await worker.run().catch((caught: unknown) => caught)
    // Which of several differences it names is the broker's choice.
    expect(error).toMatchObject({
      code: 'ARQ_TOPOLOGY_MISMATCH',
      details: {
        queue: queueName,
        argument: expect.stringMatching(/^x-/),
        wanted: expect.any(String),
        found: expect.any(String),
      },
    })
    expect(String(error)).toMatch(/queues/)
    await arq.close([])
  })
})
