import { createClient } from '@arq/client'
import type { AnyTask, WorkerExtra } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'

/**
 * All of arq inside a test: no server, and a clock that the test moves by hand, so that an hour's delay takes no time.
 *
 * ```ts
 * await using arq = await startTestArq([remind])
 * await arq.client.enqueueJob(remind, ['Ada'], { deferBy: '1h' })
 * await arq.clock.advance('1h')
 * ```
 */
export async function startTestArq(functions: readonly AnyTask<WorkerExtra>[]) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const resultStore = new MemoryResultStore({ clock })
  const client = await createClient({
    transport: new MemoryTransport({ broker }),
    resultStore,
    clock,
  })
  const worker = new Worker({
    transport: new MemoryTransport({ broker }),
    resultStore,
    clock,
    functions,
  })
  const running = worker.run()

  return {
    client,
    clock,
    worker,
    async [Symbol.asyncDispose]() {
      await worker.stop()
      await running
      await client.close()
    },
  }
}
