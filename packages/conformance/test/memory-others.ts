import { type MemoryBroker, MemoryTransport } from '@arq/memory'

import type { OtherApplication } from '../src/index.js'

/** In one process everybody speaks the same: somebody else is another connection. */
export function memoryOthers(broker: MemoryBroker): OtherApplication {
  const connected = async (use: (transport: MemoryTransport) => Promise<void>): Promise<void> => {
    await using transport = new MemoryTransport({ broker })
    await transport.connect()
    await use(transport)
  }
  return {
    makeQueue: (queueName) =>
      connected(async (transport) => {
        const subscription = await transport.consume(queueName, { prefetch: 1 }, () => undefined)
        await subscription.close()
      }),
    put: (queueName, message) =>
      connected((transport) => transport.publish({ queueName, kind: 'job', ...message })),
  }
}
