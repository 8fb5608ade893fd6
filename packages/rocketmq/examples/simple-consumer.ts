// Consumes orders until it is told to stop (Ctrl+C).
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node simple-consumer.js

import { once } from 'node:events'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import { createConsumer, reconsumeLater } from '@arq/rocketmq'

export interface ConsumeOrdersOptions {
  readonly nameServers: string
  readonly topic?: string
  readonly group?: string
  /** Ends the program. */
  readonly signal: AbortSignal
  /** What is to be done with an order. */
  readonly handle: (order: { readonly id: string }) => Promise<void>
}

export async function consumeOrders(options: ConsumeOrdersOptions): Promise<void> {
  const { nameServers, topic = 'orders', group = 'billing', signal, handle } = options
  await using consumer = createConsumer({ nameServers, group, consumeFrom: 'first' })
  consumer.subscribe(
    topic,
    async (message, { reconsumeTimes }) => {
      const order = parseOrder(message.body)
      // What nobody can read now, nobody will be able to read later.
      if (order === undefined) return reconsumeLater('deadLetter')
      console.log(`${order.id}, attempt ${reconsumeTimes + 1}`)
      // What it throws makes the message come again: after 10 s, 30 s, 1 min and so on.
      await handle(order)
      return 'success'
    },
    { tags: 'paid' },
  )
  consumer.on((event) => {
    if (event.type === 'consumeFailed') console.error(event.outcome.kind, event.outcome.error)
  })
  await consumer.start()
  if (!signal.aborted) await once(signal, 'abort')
  // `using` closes the consumer: running handlers end, offsets are stored, others take over.
}

function parseOrder(body: Uint8Array): { readonly id: string } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString())
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
    return typeof id === 'string' ? { id } : undefined
  } catch {
    return undefined
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  await consumeOrders({
    nameServers: process.env['ROCKETMQ_NAMESRV_ADDR'] ?? '127.0.0.1:9876',
    signal: stop.signal,
    handle: async (order) => {
      await Promise.resolve()
      console.log('billed', order.id)
    },
  })
}
