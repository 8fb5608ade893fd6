import { createClient } from '@arq/client'
import { isFinal, silentLogger } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { type RunnableSettings, Worker } from '@arq/worker'
import { afterEach } from '@jest/globals'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** To be called after the test, the last first. */
export const afterwards = (close: () => unknown): void => void closing.push(close)

/** A client and a worker on a broker and a store in memory, and a clock that the test moves. */
export async function setup(
  settings: Partial<RunnableSettings<object>> & Pick<RunnableSettings<object>, 'functions'>,
) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const resultStore = new MemoryResultStore({ clock })
  const transport = new MemoryTransport({ broker })
  const shared = { transport, resultStore, clock, logger: silentLogger }
  const client = await createClient(shared)
  const worker = new Worker({ ...shared, ...settings })
  const running = worker.run()
  afterwards(async () => {
    const stopped = worker.stop()
    await clock.advance('60s')
    await stopped
    await running
    await client.close()
  })
  const ended = async (jobId: string): Promise<void> => {
    for (;;) {
      const record = await resultStore.get(jobId)
      if (record && isFinal(record.status)) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { client, worker, clock, broker, transport, ended }
}
