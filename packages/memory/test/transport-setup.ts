import type { Delivery, OutgoingMessage, TransportEvent } from '@arq/core'

import { ManualClock, MemoryBroker, MemoryTransport } from '../src/index.js'

export const textOf = (delivery: Delivery): string => new TextDecoder().decode(delivery.body)

export function message(text: string, rest: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const body = new TextEncoder().encode(text)
  return { queueName: 'jobs', kind: 'job', body, headers: {}, messageId: text, ...rest }
}

/** Everything that the broker does of itself has been done. */
export const settled = () =>
  new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))

/** A broker with a clock to move and a connected transport; `await using` closes it. */
export async function setUp() {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const transport = new MemoryTransport({ broker })
  const events: TransportEvent[] = []
  transport.on((event) => events.push(event))
  await transport.connect()
  const inbox: Delivery[] = []
  const consume = (prefetch = 1, queueName = 'jobs') =>
    transport.consume(queueName, { prefetch }, (delivery) => inbox.push(delivery))
  return {
    clock,
    broker,
    transport,
    events,
    inbox,
    consume,
    [Symbol.asyncDispose]: () => transport.close(),
  }
}
