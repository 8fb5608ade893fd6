import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'

import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterEach, describe, expect, it } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { serverUrl, uniqueName } from './servers.js'

/** A port that leads to the broker once it is opened; before that nobody listens. */
class LatePort {
  readonly #target = new URL(serverUrl('ARQ_TEST_RABBITMQ_URL'))
  #port = 0
  #server: Server | undefined

  /** Takes a free port. */
  async reserve(): Promise<this> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    server.close()
    await once(server, 'close')
    return this
  }

  get url(): string {
    const url = new URL(this.#target)
    url.port = String(this.#port)
    return url.href
  }

  async open(): Promise<void> {
    this.#server = createServer((client) => {
      const broker = connect(Number(this.#target.port), this.#target.hostname)
      const end = (): void => {
        client.destroy()
        broker.destroy()
      }
      for (const socket of [client, broker]) socket.on('error', end).on('close', end)
      client.pipe(broker).pipe(client)
    }).listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  close(): void {
    this.#server?.close()
  }
}

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

const add = task('add', (_ctx, a: number, b: number) => a + b)

async function setup(connectionTimeout: '2s' | '5m') {
  const port = await new LatePort().reserve()
  const queueName = uniqueName('shared')
  const transport = new AmqpTransport({
    url: port.url,
    connectionTimeout,
    reconnectInterval: '50ms',
  })
  opened.push(port, transport)
  const worker = new Worker({ transport, queueName, functions: [add], logger: silentLogger })
  const openClient = () => createClient({ transport, queueName, logger: silentLogger })
  return { port, transport, worker, openClient }
}

describe('a transport that client and worker share, on a broker that comes up late', () => {
  it.each(['the client', 'the worker'])(
    'is waited for by each as long as it wants, when %s comes first',
    async (first) => {
      const { port, transport, worker, openClient } = await setup('2s')
      const pending = first === 'the worker' ? worker.run() : undefined
      await expect(openClient()).rejects.toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
      const waiting = openClient().catch((error: unknown) => error)
      const running = pending ?? worker.run()
      expect(await waiting).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
      await port.open()
      await transport.connect({ timeoutMs: 'forever' })
      const client = await openClient()
      const job = await client.enqueueJob(add, [1, 2])
      expect(await job.result()).toBe(3)
      await client.close()
      await worker.stop()
      await running
    },
  )

  it('is still waited for by the client when the worker is stopped', async () => {
    const { port, worker, openClient } = await setup('5m')
    const running = worker.run()
    const waiting = openClient()
    await worker.stop()
    await running
    await port.open()
    const client = await waiting
    await client.close()
  })
})
