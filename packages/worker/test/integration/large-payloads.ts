import { createClient } from '@arq/client'
import { type PayloadStore, type ResultStore, silentLogger, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { serverUrl, uniqueName } from './servers.js'

// What goes over RabbitMQ with a payload store of whichever kind; for the tests of each.

/** In full more than the transport takes as one message; in short enough for several parts. */
const LARGE_BYTES = isFullRun ? 20_000_000 : 2_000_000

export const doubled = task('doubled', async (_ctx, text: string) => text + text)

/** What is large is compared by its length and both ends: nobody reads megabytes of difference. */
export const outline = (text: unknown) => {
  const whole = String(text)
  return [whole.length, whole.slice(0, 40), whole.slice(-40)]
}

interface PayloadsUnderTest {
  /** Not opened. */
  readonly newStore: () => ResultStore
  /** Those that live beside this result store. */
  readonly payloadsOf: (store: ResultStore) => PayloadStore
  /** The server of the payloads. */
  readonly server?: { kill(): Promise<void>; start(): Promise<unknown> }
}

/** 20 MB of arguments and 40 MB of result come through, also where the payload store is away for a while. */
export async function expectLargeThrough({
  newStore,
  payloadsOf,
  server,
}: PayloadsUnderTest): Promise<void> {
  const queueName = uniqueName('queue')
  const partsOf = () => {
    const resultStore = newStore()
    const transport = new AmqpTransport({ url: serverUrl('ARQ_TEST_RABBITMQ_URL') })
    const payloads = { store: payloadsOf(resultStore) }
    return { queueName, logger: silentLogger, transport, resultStore, payloads }
  }
  const client = await createClient(partsOf())
  const worker = new Worker({ ...partsOf(), functions: [doubled] })
  const waits = new Promise((resolve) => worker.on('jobAwaitsPayload', resolve))
  try {
    const text = `begins ${'中文 text '.repeat(LARGE_BYTES / 12)} ends`
    const job = await client.enqueueJob(doubled, [text])
    await server?.kill()
    void worker.run()
    if (server) await waits
    await server?.start()
    expect(outline(await job.result({ timeout: '2m' }))).toEqual(outline(text + text))
    const info = await job.info()
    expect(outline(info.result)).toEqual(outline(text + text))
    expect(info.payloads).toMatchObject({
      arguments: { state: 'missing' },
      result: { state: 'fetched' },
    })
    expect(worker.counts).toMatchObject({ completed: 1, failed: 0, duplicateRuns: 0 })
    await job.delete()
  } finally {
    await worker.stop()
    await client.close()
  }
}
