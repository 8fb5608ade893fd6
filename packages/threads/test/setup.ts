import { createClient } from '@arq/client'
import { type AnyTask, type LogFields, type Logger, silentLogger, type ThreadPool } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { type RunnableSettings, Worker } from '@arq/worker'
import { afterEach } from '@jest/globals'

import { threadPool } from '../src/index.js'

export const NUMBERS = new URL('./tasks/numbers.js', import.meta.url)

interface LogLine extends LogFields {
  readonly message: string
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A client and a worker with threads, on a broker and a store in memory. */
export async function setup(
  settings: { functions: readonly AnyTask<object>[]; threads?: ThreadPool } & Partial<
    RunnableSettings<object>
  >,
) {
  const broker = new MemoryBroker()
  const resultStore = new MemoryResultStore()
  const log: LogLine[] = []
  const client = await createClient({
    transport: new MemoryTransport({ broker }),
    resultStore,
    logger: silentLogger,
  })
  const worker = new Worker<object>({
    transport: new MemoryTransport({ broker }),
    resultStore,
    threads: threadPool({ maxThreads: 2 }),
    logger: recordingLogger(log, {}),
    ...settings,
  })
  void worker.run()
  closing.push(async () => {
    await worker.stop()
    await client.close()
  })
  return { client, worker, log }
}

function recordingLogger(log: LogLine[], fields: LogFields): Logger {
  return {
    ...silentLogger,
    isLevelEnabled: (level) => level === 'info',
    info: (message, more) => void log.push({ ...fields, ...more, message }),
    child: (more) => recordingLogger(log, { ...fields, ...more }),
  }
}
