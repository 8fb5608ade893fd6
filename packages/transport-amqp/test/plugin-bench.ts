import { randomUUID } from 'node:crypto'

import { afterAll, afterEach, beforeAll } from '@jest/globals'
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'

import { BUCKET_LENGTHS_MS } from '../src/delay/bucket-grid.js'
import { AmqpTransport, type AmqpTransportSettings } from '../src/index.js'
import { PluginProxy } from './plugin-proxy.js'
import { Inbox, textOf } from './transport-bench.js'

/** What the tests on a broker with the real plugin work with; what a test opens is closed after it. */
export interface PluginBench {
  /** A name of this run's own; all that belongs to it is deleted at the end. */
  newQueue(name: string): string
  /** A connected transport that insists on the plugin. */
  open(settings?: AmqpTransportSettings): Promise<AmqpTransport>
  /** A proxy that only looks on. */
  openProxy(): Promise<PluginProxy>
  /** A channel of plain amqplib's. */
  openChannel(): Promise<ConfirmChannel>
  /** Queue, exchange and binding, as the Python library declares them. */
  declareLikePython(queue: string): Promise<ConfirmChannel>
}

export function usePlugin(url: string): PluginBench {
  const run = randomUUID().slice(0, 8)
  const opened: { close(): Promise<void> }[] = []
  const queues = new Set<string>()
  let admin: ChannelModel

  beforeAll(async () => {
    admin = await connect(url)
    admin.on('error', () => {})
  })
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close()
  })
  afterAll(async () => {
    const channel = await admin.createChannel()
    for (const queue of queues) {
      await channel.deleteQueue(queue)
      await channel.deleteQueue(`${queue}.dlq`)
      await channel.deleteExchange(`delayed.${queue}`)
    }
    await channel.deleteQueue(`arq.delay.b.${BUCKET_LENGTHS_MS.at(-1)}`)
    await admin.close()
  })

  const bench: PluginBench = {
    newQueue(name) {
      const queue = `plugin-${run}-${name}`
      queues.add(queue)
      return queue
    },
    async open(settings = {}) {
      const transport = new AmqpTransport({
        url,
        delayMechanism: 'plugin',
        reconnectInterval: '50ms',
        ...settings,
      })
      opened.push(transport)
      await transport.connect()
      return transport
    },
    async openProxy() {
      const proxy = await new PluginProxy(url, { isReal: true }).start()
      opened.push({ close: () => proxy.stop() })
      return proxy
    },
    async openChannel() {
      const channel = await admin.createConfirmChannel()
      opened.push(channel)
      return channel
    },
    async declareLikePython(queue) {
      const channel = await bench.openChannel()
      await channel.assertQueue(queue, { durable: true })
      const options = { durable: true, arguments: { 'x-delayed-type': 'direct' } }
      await channel.assertExchange(`delayed.${queue}`, 'x-delayed-message', options)
      await channel.bindQueue(queue, `delayed.${queue}`, queue)
      return channel
    },
  }
  return bench
}

/** An inbox that notes which messages, whose text is the moment they are due, came early. */
export function punctualInbox(): { readonly inbox: Inbox; readonly early: readonly string[] } {
  const early: string[] = []
  const inbox = new Inbox((delivery) => {
    if (Date.now() < Number(textOf(delivery))) early.push(textOf(delivery))
    delivery.ack()
  })
  return { inbox, early }
}
